import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bindings } from '../../../db/ledgers/binding.ts'
import { type Retiree, retirees } from '../../../db/ledgers/retiree.ts'
import { type ChannelAccount, channelAccounts } from '../../../db/messaging/channel-account.ts'
import { outbox } from '../../../db/messaging/outbox.ts'
import { assuredKinds, type OutboxKind, outboxKinds } from '../../../db/messaging/outbox-state.ts'
import { queueMessages } from '../../../db/messaging/queue-message.ts'
import type { Store } from '../../../db/store.ts'
import { makeAccount, makeBinding, makeRetiree, monday, testStore } from '../../support.ts'
import { allRows, claim } from './outbox.ts'

const dayMs = 86_400_000

/** What becomes of a person, their account, or the day, between queuing and sending. */
const changes = ['die', 'unbind', 'bind-other', 'opt-out', 'opt-in', 'later', 'much-later'] as const
type Change = (typeof changes)[number]

interface Case {
  readonly kind: OutboxKind
  readonly concerns: boolean
  readonly expiresInMs: number | undefined
}

const oneCase: fc.Arbitrary<Case> = fc.record({
  kind: fc.constantFrom(...outboxKinds),
  concerns: fc.boolean(),
  expiresInMs: fc.constantFrom(undefined, 3_600_000, 40 * dayMs),
})

/** Three people with an account each, and a spare person. */
async function people(store: Store) {
  const made: { retiree: Retiree; account: ChannelAccount }[] = []
  for (const peerId of ['a', 'b', 'c']) {
    const retiree = await makeRetiree(store, { name: `人${peerId}` })
    const account = await makeAccount(store, { peerId: `${peerId}${made.length}${retiree.id}` })
    await bind(store, account, retiree)
    made.push({ retiree, account })
  }
  return made
}

/** From now on an account speaks for this person alone, or for nobody. */
async function bind(store: Store, account: ChannelAccount, person: Retiree | null): Promise<void> {
  await store.tx((tx) => tx.delete(bindings).where(eq(bindings.accountId, account.id)))
  if (person !== null) await makeBinding(store, account, person)
}

const wants = (store: Store, accountId: string, what: 'all' | 'out') =>
  store.tx((tx) =>
    tx.update(channelAccounts).set({ wants: what }).where(eq(channelAccounts.id, accountId)),
  )

/** Somebody dies as the ledger of deaths does it: what waits for the living is stopped first. */
async function die(store: Store, retireeId: string): Promise<void> {
  await store.tx(async (tx) => {
    await tx
      .update(outbox)
      .set({ status: 'suppressed', mustBe: null, error: 'deceased' })
      .where(eq(outbox.retireeId, retireeId))
    await tx.update(retirees).set({ vital: 'deceased' }).where(eq(retirees.id, retireeId))
  })
}

test('what is sent at the moment of sending concerns the living, is wanted, is theirs, and is not too late', async () => {
  const script = fc.record({
    cases: fc.array(oneCase, { minLength: 3, maxLength: 3 }),
    changes: fc.array(fc.tuple(fc.nat(2), fc.constantFrom<Change>(...changes)), { maxLength: 6 }),
  })
  const store = await testStore()
  await fc.assert(
    fc.asyncProperty(script, async ({ cases, changes: happened }) => {
      await store.tx((tx) => tx.delete(outbox))
      const made = await people(store)
      const other = await makeRetiree(store, { name: '别人' })
      const state = made.map(() => ({ lives: true, bound: 'self', wants: 'all' }))
      let now = monday
      for (const [n, { kind, concerns, expiresInMs }] of cases.entries()) {
        const person = made[n]
        if (person === undefined) continue
        const message = {
          to: person.account,
          kind,
          content: { text: `第${n}句` },
          ...(concerns ? { retireeId: person.retiree.id } : {}),
          ...(expiresInMs === undefined ? {} : { expiresAt: monday + expiresInMs }),
        }
        await store.tx((tx) => queueMessages(tx, [message], monday))
      }
      for (const [n, change] of happened) {
        const person = made[n]
        const known = state[n]
        if (person === undefined || known === undefined) continue
        const { account, retiree } = person
        if (change === 'later') now += 2 * 3_600_000
        if (change === 'much-later') now += 31 * dayMs
        if (change === 'unbind') await bind(store, account, null)
        if (change === 'bind-other') await bind(store, account, other)
        if (change === 'opt-out') await wants(store, account.id, 'out')
        if (change === 'opt-in') await wants(store, account.id, 'all')
        if (change === 'die') await die(store, retiree.id)
        if (change === 'unbind' || change === 'bind-other') known.bound = change
        if (change === 'opt-out' || change === 'opt-in')
          known.wants = change === 'opt-in' ? 'all' : 'out'
        if (change === 'die') known.lives = false
      }
      const claimed = new Set<string>()
      for (const lane of [0, 1] as const)
        for (const { id } of await claim(store, { lane, now })) claimed.add(id)
      const rows = await allRows(store)
      expect(rows).toHaveLength(cases.length)
      for (const [n, row] of rows.entries()) {
        const one = cases[n]
        const known = state[n]
        if (one === undefined || known === undefined) continue
        const sure = assuredKinds.includes(one.kind)
        const expiresAt = monday + (one.expiresInMs ?? (sure ? 30 * dayMs : dayMs))
        const stopped = one.concerns && !known.lives
        const expected = () => {
          if (stopped) return 'suppressed'
          if (expiresAt <= now) return 'missed'
          if (sure) return 'sending'
          if (known.wants === 'out') return 'suppressed'
          return one.concerns && known.bound !== 'self' ? 'suppressed' : 'sending'
        }
        expect(row.status, `${one.kind} ${JSON.stringify(known)}`).toBe(expected())
        expect(claimed.has(row.id)).toBe(row.status === 'sending')
        expect(row.mustBe).toBeNull()
      }
    }),
    { numRuns: store.engine === 'pg' ? 15 : 60 },
  )
}, 90_000)
