import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import type { Fault } from '../../fakes/telegram-fault.ts'
import { fakeToken } from '../../fakes/telegram-server.ts'
import { chatId, rig } from './telegram-support.ts'

const canary = '张桂英身份证532331'
const secret = fakeToken.split(':')[1] ?? ''

const faults: readonly Fault[] = [
  { kind: 'answer', code: 400, description: `Bad Request: ${canary} ${fakeToken}` },
  { kind: 'answer', code: 401 },
  { kind: 'answer', code: 409 },
  { kind: 'answer', code: 502, description: fakeToken },
  { kind: 'cut-before' },
  { kind: 'cut-after' },
  { kind: 'half-answer' },
  { kind: 'broken', body: `${canary} /bot${fakeToken}/sendMessage` },
  { kind: 'hang' },
]

/** Everything somebody could print of it, hidden fields and causes included. */
const printed = (value: unknown): string =>
  inspect(value, { depth: 10, showHidden: true, getters: true })

function expectClean(...values: unknown[]): void {
  const text = values.map(printed).join('\n')
  expect(text).not.toContain(secret)
  expect(text).not.toContain(canary)
}

test.each(
  faults,
)('neither token nor text is in logs, health, outcomes or errors (%j)', async (fault) => {
  const { bot, channel, logs, states, send } = await rig({ deadlineMs: 300 })
  bot.files.set('file-x', { bytes: Buffer.from(canary) })
  const options = [{ id: '1', label: canary }]
  bot.callback(chatId, canary)
  bot.push({ message: { text: canary } })
  bot.faults.next('getUpdates', undefined, fault)
  bot.faults.always('answerCallbackQuery', fault)
  bot.faults.next('sendMessage', fault)
  bot.faults.next('getFile', fault)
  const failing = vi.fn(async () => {
    throw Object.assign(new Error(canary, { cause: new Error(fakeToken) }), { sql: canary })
  })
  await channel.start(failing)

  const never = new AbortController().signal
  const outcome = await send(chatId, { text: canary, options })
  const file = { ref: 'file-x', kind: 'document' } as const
  const error: unknown = await channel.fetchFile(file, never).catch((thrown: unknown) => thrown)
  await vi.waitFor(() => expect(failing).toHaveBeenCalled())
  await vi.waitFor(() => expect(logs.join()).toContain('telegram-store-failed'))
  expect(error).toBeInstanceOf(Error)
  expectClean(logs, states, channel.health(), outcome, error)
  await channel.stop()
  expectClean(logs, states)
})

test('presses that fail and updates that cannot be read are logged by code and id alone', async () => {
  const { bot, channel, logs } = await rig()
  const description = `${canary} ${fakeToken}`
  bot.faults.always('answerCallbackQuery', { kind: 'answer', code: 400, description })
  bot.callback(chatId, canary)
  const unreadable = bot.push({ message: { text: canary } })
  await channel.start(async () => undefined)
  await vi.waitFor(() => expect(logs.join()).toContain('telegram-press-unanswered'))
  expect(logs).toContain(
    JSON.stringify({
      event: 'telegram-update-unreadable',
      updateId: unreadable,
      code: 'TypeError',
    }),
  )
  expect(logs).toContain(
    JSON.stringify({ event: 'telegram-press-unanswered', code: 'telegram-400' }),
  )
  expectClean(logs)
})
