import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  failMessage,
  finishMessage,
  inbox,
  inboxBacklog,
  maxInboxAttempts,
  settleFailed,
  storeIncoming,
  waitingMessages,
} from '../../../db/messaging/inbox.ts'
import { outbox, outboxBacklog } from '../../../db/messaging/outbox.ts'
import { type OutboxStatus, outboxStatuses } from '../../../db/messaging/outbox-state.ts'
import { queueMessages } from '../../../db/messaging/queue-message.ts'
import { heardFrom, saidSince, saidTo, type TalkPoint } from '../../../db/messaging/talk.ts'
import type { Store } from '../../../db/store.ts'
import { incoming, makeAccount, monday, testStore } from '../../support.ts'
import { allRows } from './outbox.ts'

const peer = { channel: 'webchat', account: 'web', peerId: 'visitor' } as const
const dayMs = 86_400_000

interface Word {
  readonly kind: 'reply' | 'greeting'
  readonly atMs: number
  readonly dueInMs: number
  readonly status: OutboxStatus
}

const word: fc.Arbitrary<Word> = fc.record({
  kind: fc.constantFrom('reply' as const, 'greeting' as const),
  atMs: fc.integer({ min: 0, max: 20 }),
  dueInMs: fc.constantFrom(0, 0, 5, 50, dayMs),
  status: fc.constantFrom(...outboxStatuses),
})

/** Whether a person may read a word now, and from when it counts as said. */
function readable({ kind, status, atMs, dueInMs }: Word, now: number): boolean {
  if (['sending', 'accepted', 'uncertain'].includes(status)) return true
  if (kind !== 'reply') return false
  return status === 'retry_wait' || (status === 'queued' && monday + atMs + dueInMs <= now)
}

async function tell(store: Store, words: readonly Word[]) {
  const account = await makeAccount(store, { ...peer })
  await store.tx((tx) => tx.delete(outbox))
  const told: (Word & TalkPoint)[] = []
  for (const one of words) {
    const at = monday + one.atMs
    const dueAt = at + one.dueInMs
    await store.tx((tx) =>
      queueMessages(tx, [{ to: account, kind: one.kind, content: { text: '话' }, dueAt }], at),
    )
    const [row] = (await allRows(store)).filter(({ id }) => !told.some((known) => known.id === id))
    if (row === undefined) throw new Error('nothing was queued')
    const set = { status: one.status, leaseOwner: one.status === 'sending' ? 'x' : null }
    await store.tx((tx) => tx.update(outbox).set(set).where(eq(outbox.id, row.id)))
    told.push({ ...one, id: row.id, at: Math.max(at, dueAt) })
  }
  return told
}

const order = (a: TalkPoint, b: TalkPoint) => a.at - b.at || (a.id < b.id ? -1 : 1)
const ids = (points: readonly { readonly id: string }[]) => points.map(({ id }) => id)

describe('what a person was told', () => {
  test('is, whatever became of each word, what they may read now: in order, on pages of any size', async () => {
    const store = await testStore()
    const cases = fc.record({
      words: fc.array(word, { minLength: 1, maxLength: 14 }),
      laterMs: fc.constantFrom(0, 6, 60, 2 * dayMs),
      limit: fc.integer({ min: 1, max: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ words, laterMs, limit }) => {
        const now = monday + 20 + laterMs
        const told = (await tell(store, words)).toSorted(order)
        const expected = told.filter((one) => readable(one, now))
        const back: string[] = []
        let before: TalkPoint | undefined
        for (;;) {
          const rows = await saidTo(store.read, peer, now, limit, before)
          back.push(...ids(rows))
          before = rows.at(-1)
          if (rows.length < limit) break
        }
        expect(back.toReversed()).toEqual(ids(expected))
        for (const from of [monday, monday + 10, monday + 30]) {
          const onward: string[] = []
          let after: TalkPoint = { at: from, id: '' }
          for (;;) {
            const rows = await saidSince(store.read, peer, now, after, limit)
            onward.push(...ids(rows))
            const last = rows.at(-1)
            if (rows.length < limit || last === undefined) break
            after = last
          }
          expect(onward).toEqual(ids(expected.filter(({ at }) => at >= from)))
        }
      }),
      { numRuns: store.engine === 'pg' ? 8 : 30 },
    )
  }, 60_000)

  test('by an account that never wrote is nothing', async () => {
    const store = await testStore()
    const nobody = { ...peer, peerId: 'nobody' }
    expect(await saidTo(store.read, nobody, monday, 9)).toEqual([])
    expect(await saidSince(store.read, nobody, monday, { at: 0, id: '' }, 9)).toEqual([])
    expect(await heardFrom(store.read, nobody, 9)).toEqual([])
  })
})

describe('the inbox', () => {
  type Step =
    | { readonly do: 'store'; readonly key: number; readonly peer: number }
    | { readonly do: 'finish' | 'fail' | 'retry' | 'settle'; readonly which: number }
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constant('store' as const), key: fc.nat(9), peer: fc.nat(2) }),
    fc.record({
      do: fc.constantFrom(...(['finish', 'fail', 'fail', 'retry', 'settle'] as const)),
      which: fc.nat(9),
    }),
  )

  test('takes each message once, handles it once, and puts it aside after three failures', async () => {
    const store = await testStore()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
        await store.tx((tx) => tx.delete(inbox))
        const known = new Map<string, { status: string; attempts: number; dueAt: number }>()
        const idOf = new Map<string, string>()
        for (const [n, one] of steps.entries()) {
          const now = monday + n
          if (one.do === 'store') {
            const key = `key${one.key}`
            const message = incoming('话', { externalId: key, peerId: `p${one.peer}` })
            const stored = await store.tx((tx) => storeIncoming(tx, [message, message], now))
            expect(stored).toBe(known.has(key) ? 0 : 1)
            if (!known.has(key)) known.set(key, { status: 'new', attempts: 0, dueAt: now })
            const [row] = await store.read.select().from(inbox).where(eq(inbox.externalId, key))
            idOf.set(key, row?.id ?? '')
            continue
          }
          const key = [...known.keys()][one.which % Math.max(1, known.size)] ?? ''
          const model = known.get(key)
          const id = idOf.get(key)
          if (model === undefined || id === undefined) continue
          const isNew = model.status === 'new'
          if (one.do === 'finish') {
            expect(await store.tx((tx) => finishMessage(tx, id, now))).toBe(isNew)
            if (isNew) model.status = 'done'
          } else if (one.do === 'fail') {
            const row = await store.tx((tx) => failMessage(tx, id, 'TypeError', now))
            expect(row?.attempts).toBe(isNew ? model.attempts + 1 : undefined)
            if (!isNew) continue
            model.attempts += 1
            model.dueAt = now + 1000 * model.attempts
            if (model.attempts >= maxInboxAttempts) model.status = 'failed'
          } else {
            const to = one.do === 'retry' ? 'new' : 'settled'
            const done = await store.tx((tx) => settleFailed(tx, id, to, now))
            expect(done).toBe(model.status === 'failed')
            if (done) Object.assign(model, { status: to, attempts: 0, dueAt: now })
          }
        }
        const rows = await store.read.select().from(inbox)
        for (const row of rows) expect(row).toMatchObject(known.get(row.externalId) ?? {})
        const waiting = await waitingMessages(store.read, 'telegram', 100)
        const expected = rows.filter(({ status }) => status === 'new').map(({ id }) => id)
        expect(ids(waiting)).toEqual(expected.toSorted())
        const backlog = await inboxBacklog(store.read)
        expect(backlog.map((one) => one.waiting)).toEqual(
          expected.length === 0 ? [] : [expected.length],
        )
      }),
      { numRuns: store.engine === 'pg' ? 8 : 30 },
    )
  }, 60_000)
})

test('the backlog of each channel is what waits there, and since when', async () => {
  const store = await testStore()
  expect(await outboxBacklog(store.read)).toEqual([])
  for (const [n, channel] of (['telegram', 'wechat', 'telegram'] as const).entries()) {
    const to = await makeAccount(store, { channel, peerId: `p${n}` })
    const message = { to, kind: 'reply', content: { text: '话' } } as const
    await store.tx((tx) => queueMessages(tx, [message], monday + n))
  }
  const [sent] = await allRows(store)
  await store.tx((tx) =>
    tx
      .update(outbox)
      .set({ status: 'accepted' })
      .where(eq(outbox.id, sent?.id ?? '')),
  )
  const rows = await outboxBacklog(store.read)
  expect(rows.toSorted((a, b) => (a.channel < b.channel ? -1 : 1))).toEqual([
    { channel: 'telegram', waiting: 1, oldestAt: monday + 2 },
    { channel: 'wechat', waiting: 1, oldestAt: monday + 1 },
  ])
})
