import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orphanedSends, outbox } from '../../../db/messaging/outbox.ts'
import { assuredKinds, outboxKinds } from '../../../db/messaging/outbox-state.ts'
import type { Store } from '../../../db/store.ts'
import { makeAccount, monday, testStore } from '../../support.ts'
import { allRows, claim, record, say } from './outbox.ts'

const owners = ['a', 'b', 'c'] as const
const leaseMs = 60_000

type Step =
  | { readonly do: 'claim'; readonly owner: string; readonly lane: 0 | 1; readonly limit: number }
  | { readonly do: 'send'; readonly which: number; readonly ends: (typeof ends)[number] }
  | { readonly do: 'die'; readonly owner: string }
  | { readonly do: 'adopt'; readonly owner: string }
  | { readonly do: 'wait'; readonly ms: number }

/** What the platform does with a send: `lost` reaches the person though nobody here hears of it. */
const ends = ['accepted', 'refused', 'limited', 'lost', 'cut'] as const

const owner = fc.constantFrom(...owners)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      owner,
      lane: fc.constantFrom(0 as const, 1 as const),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      which: fc.nat(20),
      ends: fc.constantFrom(...ends),
    }),
  },
  fc.record({ do: fc.constant('die' as const), owner }),
  fc.record({ do: fc.constant('adopt' as const), owner }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(500, 30_000, 61_000) }),
)

/** Platform and senders outside the database: what the outbox is compared with. */
function makeWorld(store: Store) {
  let now = monday
  const inHand: { readonly id: string; readonly owner: string }[] = []
  const delivered = new Map<string, number>()

  async function send(which: number, how: (typeof ends)[number]): Promise<void> {
    const [held] = inHand.splice(which % Math.max(1, inHand.length), 1)
    if (held === undefined) return
    const { id } = held
    if (how === 'accepted' || how === 'lost') delivered.set(id, (delivered.get(id) ?? 0) + 1)
    const event = {
      accepted: { type: 'accepted', remoteId: 'r' },
      refused: { type: 'refused', why: 'blocked' },
      limited: { type: 'refused', why: 'limited' },
      lost: { type: 'uncertain', why: 'reset' },
      cut: { type: 'uncertain', why: 'reset' },
    } as const
    await record(store, id, event[how], held.owner, now)
  }

  async function take(one: Step): Promise<void> {
    if (one.do === 'wait') now += one.ms
    if (one.do === 'send') await send(one.which, one.ends)
    if (one.do === 'claim') {
      const rows = await claim(store, { ...one, now, leaseMs })
      // A sender slower than its lease may hold a message twice: its own and the one it took up again.
      for (const { id } of rows) {
        inHand.push({ id, owner: one.owner })
      }
    }
    if (one.do === 'die') {
      // Half of what a dying sender held had reached the platform.
      const lost = inHand.filter((held) => held.owner === one.owner)
      for (const [n, held] of lost.entries()) {
        inHand.splice(inHand.indexOf(held), 1)
        if (n % 2 === 0) delivered.set(held.id, (delivered.get(held.id) ?? 0) + 1)
      }
    }
    if (one.do === 'adopt') {
      for (const { id, leaseOwner } of await orphanedSends(
        store.read,
        'telegram',
        one.owner,
        now,
        false,
      )) {
        const event = { type: 'uncertain', why: 'sender-died' } as const
        await record(store, id, event, leaseOwner ?? undefined, now)
      }
    }
  }
  return { take, delivered }
}

test('whatever senders do, die of, and come back to, copies stay bounded and every message has one state', async () => {
  const store = await testStore()
  const to = await makeAccount(store)
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom(...outboxKinds), { minLength: 6, maxLength: 6 }),
    fc.array(step, { minLength: 40, maxLength: 40 }),
    async (kinds, steps) => {
      await store.tx((tx) => tx.delete(outbox))
      await say(store, ...kinds.map((kind) => ({ kind, to })))
      const world = makeWorld(store)
      for (const one of steps) {
        const before = await allRows(store)
        await world.take(one)
        const after = await allRows(store)
        expect(after).toHaveLength(kinds.length)
        for (const [n, row] of after.entries()) {
          const was = before[n]
          const final = ['accepted', 'failed', 'uncertain'].includes(was?.status ?? '')
          if (final) expect(row).toEqual(was)
          expect(row.status === 'sending', 'sending has an owner').toBe(row.leaseOwner !== null)
          const most = assuredKinds.includes(row.kind) ? 2 : 1
          expect(world.delivered.get(row.id) ?? 0, `copies of a ${row.kind}`).toBeLessThanOrEqual(
            most,
          )
          const reached = world.delivered.get(row.id) ?? 0
          if (row.status === 'accepted') expect(reached).toBeGreaterThanOrEqual(1)
        }
      }
    },
  )
  await fc.assert(property, { numRuns: store.engine === 'pg' ? 12 : 60 })
}, 120_000)
