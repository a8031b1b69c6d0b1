import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dialect } from '../../db/columns.ts'
import type { OutboxKind } from '../../db/messaging/outbox-state.ts'
import { makePace } from '../../scheduler/pace.ts'
import type { SendOutcome } from '../../scheduler/types.ts'
import { allRows, say } from '../db/messaging/outbox.ts'
import { china, makeAccount, monday, testStore } from '../support.ts'
import { makePost, oneRound, roundAfter } from './deliverer.ts'

const runs = { numRuns: dialect === 'pg' ? 3 : 12 }
const urgent: readonly OutboxKind[] = ['reply', 'receipt', 'answer', 'alarm']
const kinds = fc.constantFrom<OutboxKind>('reply', 'receipt', 'answer', 'alarm', 'greeting')
const people = ['a', 'b', 'c', 'd'] as const
const queue = fc.array(fc.record({ kind: kinds, to: fc.constantFrom(...people) }), {
  minLength: 1,
  maxLength: 14,
})

async function queued(words: readonly { kind: OutboxKind; to: string }[]) {
  const store = await testStore()
  for (const [n, { kind, to }] of words.entries())
    await say(store, {
      kind,
      to: await makeAccount(store, { peerId: to }),
      content: { text: `${kind} ${n}` },
    })
  return store
}

test('whatever is queued: one on the wire per person and lane, never more than there are places, in order', async () => {
  await fc.assert(
    fc.asyncProperty(queue, fc.integer({ min: 1, max: 5 }), async (words, parallel) => {
      const store = await queued(words)
      const wire = { now: 0, most: 0 }
      const post = makePost(
        store,
        async () => {
          wire.now += 1
          wire.most = Math.max(wire.most, wire.now)
          await Promise.resolve()
          wire.now -= 1
          return { state: 'accepted' }
        },
        { parallel },
      )
      for (let round = 0; round < 30; round++) {
        const before = post.sent.length
        await oneRound(post)
        const said = post.sent.slice(before)
        const wires = said.map(({ peerId, message }) => {
          const kind = words[Number(message.text.split(' ')[1])]?.kind
          return `${peerId} ${kind !== undefined && urgent.includes(kind)}`
        })
        expect(new Set(wires).size).toBe(wires.length)
        post.clock.now += 1_000
      }
      expect(wire.most).toBeLessThanOrEqual(parallel)
      for (const peer of people)
        for (const lane of [true, false]) {
          const mine = words.flatMap(({ kind, to }, n) =>
            to === peer && urgent.includes(kind) === lane ? [`${kind} ${n}`] : [],
          )
          const heard = post.sent
            .filter(({ peerId, message }) => peerId === peer && mine.includes(message.text))
            .map(({ message }) => message.text)
          expect(heard).toEqual(mine)
        }
    }),
    runs,
  )
}, 60_000)

test('urgent words leave before bulk ones, whoever was queued first', async () => {
  await fc.assert(
    fc.asyncProperty(queue, async (words) => {
      const store = await queued(words)
      const post = makePost(store, undefined, { parallel: 1 })
      for (let round = 0; round < words.length; round++) await roundAfter(post, 1_000)
      const lanes = post.sent.map(({ message }) =>
        urgent.some((kind) => message.text.startsWith(kind)),
      )
      expect(lanes).toEqual(lanes.toSorted((one, other) => Number(other) - Number(one)))
      expect(post.sent).toHaveLength(words.length)
    }),
    runs,
  )
}, 60_000)

test('in quiet hours replies and alarms go and greetings wait for the morning', async () => {
  const store = await queued([
    { kind: 'greeting', to: 'a' },
    { kind: 'reply', to: 'b' },
    { kind: 'alarm', to: 'c' },
  ])
  const pace = makePace({ perSecond: 1_000, quiet: [['20:30', '08:00']] })
  const post = makePost(store, undefined, { pace })
  const evening = china('2026-03-02 20:30')
  expect((await roundAfter(post, evening - monday)).toSorted()).toEqual(['alarm 2', 'reply 1'])
  expect(await roundAfter(post, 3_600_000)).toEqual([])
  expect(await roundAfter(post, 10_500_000 - 1)).toEqual([])
})

test('a platform that says wait is not asked again before, in either lane, and loses nothing', async () => {
  const waits = fc.constantFrom(1_000, 5_000, 30_000)
  await fc.assert(
    fc.asyncProperty(queue, waits, fc.nat(3), async (words, retryAfterMs, limitedAt) => {
      const store = await queued(words)
      let asked = 0
      let notBefore = 0
      const post = makePost(
        store,
        (): SendOutcome => {
          expect(post.clock.now).toBeGreaterThanOrEqual(notBefore)
          asked += 1
          if (asked !== limitedAt + 1) return { state: 'accepted' }
          notBefore = post.clock.now + retryAfterMs
          return { state: 'refused', why: 'limited', retryAfterMs }
        },
        { parallel: 1 },
      )
      for (let round = 0; round < 200; round++) await roundAfter(post, 500)
      const rows = await allRows(store)
      expect(rows.map(({ status }) => status)).toEqual(words.map(() => 'accepted'))
      expect(asked).toBe(words.length + (limitedAt < words.length ? 1 : 0))
    }),
    { numRuns: dialect === 'pg' ? 2 : 6 },
  )
}, 60_000)
