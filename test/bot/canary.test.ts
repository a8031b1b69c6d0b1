import { inspect } from 'node:util'
import { HttpError } from 'grammy/web'
import { expect, test, vi } from 'vitest'
import { describeBug, makeLog } from '../../bot/log.ts'
import { errorName } from '../../db/errors.ts'
import { inbox } from '../../db/messaging/inbox.ts'
import { fakeToken } from '../fakes/telegram-server.ts'
import { startCore } from './core.ts'

const canary = '金丝雀身份证532331194505121234'
const secret = fakeToken.split(':')[1] ?? ''
const url = `https://api.telegram.org/bot${fakeToken}/sendMessage?text=${canary}`

const withUrl = () =>
  Object.assign(new Error(`request to ${url} failed`), { code: 'ECONNRESET', url })

/** Errors as libraries throw them: what they say, carry and are caused by is secret. */
const errors: readonly [string, () => unknown][] = [
  ['a message', () => new Error(canary)],
  ['a message that stands in the stack only', () => Object.assign(new Error(url), { message: '' })],
  ['a cause', () => new Error('outer', { cause: withUrl() })],
  ['a cause of a cause', () => new Error('a', { cause: new Error('b', { cause: withUrl() }) })],
  ['several at once', () => new AggregateError([withUrl(), new Error(canary)], canary)],
  ['an error of grammY', () => new HttpError(`Network request for ${url} failed!`, withUrl())],
  [
    'an error of the database',
    () => Object.assign(new Error(canary), { query: url, params: [canary] }),
  ],
  ['a string', () => `${canary} ${url}`],
  ['an object', () => ({ message: canary, url })],
]

function expectClean(value: unknown): void {
  const text = typeof value === 'string' ? value : inspect(value, { depth: 9, showHidden: true })
  for (const hidden of [canary, secret, 'api.telegram.org']) expect(text).not.toContain(hidden)
}

test.each(errors)('what is printed of a bug is its class and its place, not %s', (_what, make) => {
  const error = make()
  expectClean(errorName(error))
  const printed = describeBug(error)
  expectClean(printed)
  if (error instanceof Error) expect(printed).toMatch(/^\w+(:\w+)?\n\s+at .*canary\.test\.ts/)
})

const thrown = errors.filter(([what]) => /grammY|at once|string/.test(what))

test.each(
  thrown,
)('a message whose handling ends in an error with %s goes to the staff list without it', async (_what, make) => {
  const core = await startCore({
    answering: () => {
      throw make()
    },
  })
  await core.channel.says(`${canary}住院了谁来看我`)
  const tried = async (times: number) => {
    await vi.waitFor(
      () =>
        expect(core.logged.filter((line) => line.includes('message-failed'))).toHaveLength(times),
      { timeout: 5_000, interval: 20 },
    )
    core.clock.now += 10_000
  }
  for (const times of [1, 2, 3]) await tried(times)
  const [row] = await core.store.read.select().from(inbox)
  expect(row).toMatchObject({ status: 'failed', attempts: 3 })
  expectClean(row?.error)
  expectClean(core.logged)
  expect(await core.talk('0', { peerId: '2' })).toMatch(/\p{Script=Han}/u)
})

test('a log line holds the time, the event and the fields that were named', () => {
  const lines: string[] = []
  const log = makeLog({ write: (line) => lines.push(line) }, () => Date.UTC(2026, 0, 2))
  log('message-failed', { id: 'x', attempts: 2, error: undefined })
  expect(lines).toEqual([
    '{"at":"2026-01-02T00:00:00.000Z","event":"message-failed","id":"x","attempts":2}\n',
  ])
})
