import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChannelAccount } from '../../../db/messaging/channel-account.ts'
import type { OutboxRow } from '../../../db/messaging/outbox.ts'
import { assuredKinds } from '../../../db/messaging/outbox-state.ts'
import { type Part, queueMessages, queueReply } from '../../../db/messaging/queue-message.ts'
import type { Store } from '../../../db/store.ts'
import { makeAccount, monday, testStore } from '../../support.ts'
import { allRows, claim, record, rowOf } from './outbox.ts'

const leaseMs = 60_000

/** Replies as a dispatcher does: offers to take it, and tells whether it was asked. */
async function reply(store: Store, to: ChannelAccount, now: number, offers: boolean) {
  let asked = 0
  const offer = () => {
    asked += 1
    return offers ? { owner: 'web', leaseUntil: now + leaseMs } : undefined
  }
  const message = { to, kind: 'reply', content: { text: '您好' } } as const
  const part = await store.tx((tx) => queueReply(tx, message, now, offer))
  return { part, asked }
}

const move = fc.record({
  do: fc.constantFrom(
    ...(['reply', 'reply', 'queue', 'plan', 'claim', 'claim', 'end', 'end'] as const),
  ),
  who: fc.nat(2),
  kind: fc.constantFrom(...(['reply', 'answer', 'reminder', 'greeting'] as const)),
  offers: fc.boolean(),
  ends: fc.constantFrom(...(['accepted', 'accepted', 'limited', 'uncertain'] as const)),
  limit: fc.integer({ min: 1, max: 3 }),
  wait: fc.constantFrom(0, 0, 700, 30_000),
})
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never

const events = {
  accepted: { type: 'accepted', remoteId: 'r' },
  limited: { type: 'refused', why: 'limited' },
  uncertain: { type: 'uncertain', why: 'reset' },
} as const

const laneOf = ({ kind }: OutboxRow) => (assuredKinds.includes(kind) ? 0 : 1)

/** Earlier words of the lane to the same person that must go first. */
const before = (rows: readonly OutboxRow[], row: OutboxRow, now: number) =>
  rows.filter(
    (one) =>
      one.accountId === row.accountId &&
      laneOf(one) === laneOf(row) &&
      one.id < row.id &&
      (['sending', 'retry_wait'].includes(one.status) ||
        (one.status === 'queued' && one.dueAt <= now)),
  )

async function take(store: Store, people: readonly ChannelAccount[], one: Move, now: number) {
  const to = people[one.who] ?? expect.fail('nobody')
  const words = { to, kind: one.kind, content: { text: `${now}` } }
  const queue = (dueAt: number) =>
    store.tx((tx) => queueMessages(tx, [{ ...words, dueAt, expiresAt: dueAt + 86_400_000 }], now))
  if (one.do === 'reply') return reply(store, to, now, one.offers)
  if (one.do === 'queue') return queue(now)
  if (one.do === 'plan') return queue(now + 5_000)
  if (one.do === 'claim') {
    for (const lane of [0, 1] as const) await claim(store, { lane, now, limit: one.limit, leaseMs })
    return undefined
  }
  const [held] = (await allRows(store)).filter(({ status }) => status === 'sending')
  if (held !== undefined)
    await record(store, held.id, events[one.ends], held.leaseOwner ?? undefined, now)
  return undefined
}

/** What a step may do to the outbox, whoever took it. */
async function judge(
  store: Store,
  was: readonly OutboxRow[],
  told: { part: Part | undefined; asked: number } | number | undefined,
  now: number,
) {
  const rows = await allRows(store)
  const old = new Map(was.map((row) => [row.id, row]))
  for (const row of rows) {
    const started = row.status === 'sending' && old.get(row.id)?.status !== 'sending'
    if (started) expect(before(was, row, now)).toEqual([])
    if (started) expect(row.leaseUntil).toBe(now + leaseMs)
    if (row.status !== 'sending') expect([row.leaseOwner, row.leaseUntil]).toEqual([null, 0])
  }
  const keys = rows
    .filter(({ status }) => status === 'sending')
    .map((row) => `${row.accountId} ${laneOf(row)}`)
  expect(new Set(keys).size).toBe(keys.length)
  if (typeof told !== 'object') return
  const last = rows.at(-1) ?? expect.fail('no reply')
  const free = before(was, last, now).length === 0
  expect(told.asked).toBe(free ? 1 : 0)
  if (told.part === undefined) expect(last.status).toBe('queued')
  else expect(await rowOf(store, told.part.row.id)).toEqual(told.part.row)
}

test('whoever replies, queues, plans, claims and ends: to one person one word at a time, in the order it was said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 20, maxLength: 40 }), async (moves) => {
      const store = await testStore()
      const people: ChannelAccount[] = []
      for (const peerId of ['p1', 'p2', 'p3']) people.push(await makeAccount(store, { peerId }))
      let now = monday
      for (const one of moves) {
        now += one.wait
        const was = await allRows(store)
        await judge(store, was, await take(store, people, one, now), now)
      }
    }),
    { numRuns: 10 },
  )
}, 90_000)
