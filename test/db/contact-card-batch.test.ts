import { and, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contactCards } from '../../db/ledgers/contact-card.ts'
import { issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { contactCardBatchPeople } from '../../db/ledgers/contact-card-batch.ts'
import {
  cardBatchById,
  issueBatch,
  lostCardBatches,
  startCardBatch,
} from '../../db/ledgers/contact-card-batch-acts.ts'
import { cardProgress, peopleWithoutCard } from '../../db/ledgers/contact-card-need.ts'
import { type Retiree, retirees } from '../../db/ledgers/retiree.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { unfinishedCards } from '../../scheduler/jobs/unfinished-cards.ts'
import { actorOf, makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

const guangtong: Scope = { all: false, stationIds: ['guangtong'] }
const stationId = 'guangtong'
const minute = 60_000

async function office() {
  const store = await testStore()
  return { store, clerk: actorOf(await makeStaff(store)) }
}

async function people(store: Store, count: number, values: Partial<Retiree> = {}) {
  const made: Retiree[] = []
  for (let n = 0; n < count; n++) made.push(await makeRetiree(store, values))
  return made
}

const need = async (store: Store, scope: Scope = countyScope, unit = stationId) =>
  (await peopleWithoutCard(store.read, scope, { stationId: unit, limit: 200 })).map(({ id }) => id)

const activeOf = (store: Store, retireeId: string) =>
  store.read.$count(
    contactCards,
    and(eq(contactCards.retireeId, retireeId), eq(contactCards.status, 'active')),
  )

/** A service that is killed after so many transactions. */
function dying(store: Store, transactions: number): Store {
  let left = transactions
  return {
    ...store,
    tx: (fn, mode) => {
      left -= 1
      return left < 0 ? Promise.reject(new Error('killed')) : store.tx(fn, mode)
    },
  }
}

describe('还没有卡', () => {
  test('lists by patch whom the station gives cards to, and nobody else', async () => {
    const { store } = await office()
    const east = await makeRetiree(store, { patch: '城东' })
    const none = await makeRetiree(store)
    await makeRetiree(store, { vital: 'deceased' })
    await makeRetiree(store, { status: 'left' })
    await makeRetiree(store, { category: 'early_retiree' })
    const incoming = await makeRetiree(store, { patch: '城西', status: 'incoming' })
    const has = await makeRetiree(store)
    await store.tx((tx) => issueContactCard(tx, system, has.id, monday))
    const other = await makeRetiree(store, { stationId: 'heijing' })

    const expected = [none.id, ...[east, incoming].sort(byPatch).map(({ id }) => id)]
    expect(await need(store)).toEqual(expected)
    expect(await need(store, guangtong)).toEqual(expected)
    expect(await need(store, guangtong, 'heijing')).toEqual([])
    expect(await need(store, countyScope, 'heijing')).toEqual([other.id])
  })

  test('who lost the card to a void one is on the list again', async () => {
    const { store } = await office()
    const { id } = await makeRetiree(store)
    const card = await store.tx((tx) => issueContactCard(tx, system, id, monday))
    expect(await need(store)).toEqual([])
    const set = { status: 'void', voidedAt: monday, voidReason: 'lost' } as const
    await store.tx((tx) => tx.update(contactCards).set(set).where(eq(contactCards.id, card.id)))
    expect(await need(store)).toEqual([id])
  })

  test('pages go on where the last one ended, and one patch can be asked for', async () => {
    const { store } = await office()
    for (const patch of ['乙', '甲', '乙', '', '甲']) await makeRetiree(store, { patch })
    const seen: string[] = []
    let after: { patch: string; id: string } | undefined
    for (;;) {
      const page = await peopleWithoutCard(store.read, countyScope, { stationId, after, limit: 2 })
      const last = page.at(-1)
      if (last === undefined) break
      seen.push(...page.map(({ id }) => id))
      after = last
    }
    expect(seen).toEqual(await need(store))
    expect(new Set(seen).size).toBe(5)
    const west = { stationId, patch: '甲', limit: 9 }
    expect(await peopleWithoutCard(store.read, countyScope, west)).toHaveLength(2)
  })

  test('progress counts people, cards and what waits for the printer', async () => {
    const { store } = await office()
    const [first, second] = await people(store, 3, { patch: '城东' })
    await people(store, 2, { stationId: 'heijing' })
    await makeRetiree(store, { vital: 'deceased' })
    for (const person of [first, second])
      await store.tx((tx) => issueContactCard(tx, system, person?.id ?? '', monday))
    const printed = eq(contactCards.retireeId, first?.id ?? '')
    await store.tx((tx) => tx.update(contactCards).set({ printedAt: monday }).where(printed))

    const own = { stationId, people: 3, withCard: 2, unprinted: 1 }
    const other = { stationId: 'heijing', people: 2, withCard: 0, unprinted: 0 }
    expect(await cardProgress(store.read, countyScope)).toEqual([
      { ...own, patch: '' },
      { ...other, patch: '' },
    ])
    expect(await cardProgress(store.read, guangtong)).toEqual([{ ...own, patch: '' }])
    expect(await cardProgress(store.read, guangtong, stationId)).toEqual([
      { ...own, patch: '城东' },
    ])
    expect(await cardProgress(store.read, guangtong, 'heijing')).toEqual([])
  })
})

const byPatch = (a: Retiree, b: Retiree) => (a.patch < b.patch ? -1 : 1)

describe('批量发卡', () => {
  test('gives everybody of the station one card, numbered by patch', async () => {
    const { store, clerk } = await office()
    const west = await people(store, 2, { patch: '乙' })
    const east = await people(store, 23, { patch: '丙' })
    const batch = await store.tx((tx) => startCardBatch(tx, clerk, { stationId }, monday))
    expect(batch).toMatchObject({ total: 25, issued: 0, status: 'running', stationId })
    expect(await store.read.$count(contactCards)).toBe(0)

    await issueBatch(store, batch.id, () => monday + 1)
    expect(await cardBatchById(store.read, guangtong, batch.id)).toMatchObject({
      status: 'done',
      total: 25,
      issued: 25,
      skipped: 0,
      touchedAt: monday + 1,
    })
    const rows = await store.read.select().from(contactCards).orderBy(contactCards.serialNo)
    const groups = [east, west].sort((a, b) => byPatch(a[0] as Retiree, b[0] as Retiree)).flat()
    expect(rows.map(({ retireeId }) => retireeId)).toEqual(groups.map(({ id }) => id))
    expect(rows.every(({ issuedBy }) => issuedBy === clerk.id)).toBe(true)
    await expect(
      store.tx((tx) => startCardBatch(tx, clerk, { stationId }, monday)),
    ).rejects.toThrow('没有还未发卡的人')
  })

  test('killed in the middle it goes on where it was, by the job, once', async () => {
    const { store, clerk } = await office()
    const all = await people(store, 50)
    const batch = await store.tx((tx) => startCardBatch(tx, clerk, { stationId }, monday))
    await expect(issueBatch(dying(store, 2), batch.id, () => monday)).rejects.toThrow('killed')
    expect(await cardBatchById(store.read, countyScope, batch.id)).toMatchObject({ issued: 40 })

    expect(await lostCardBatches(store.read, monday + minute)).toEqual([])
    expect(await unfinishedCards.run({ store, tick: monday + 30_000 })).toEqual({ batches: 0 })
    expect(await unfinishedCards.run({ store, tick: monday + 2 * minute })).toEqual({ batches: 1 })
    expect(await cardBatchById(store.read, countyScope, batch.id)).toMatchObject({
      issued: 50,
      status: 'done',
    })
    for (const { id } of all) expect(await activeOf(store, id)).toBe(1)
    expect(await unfinishedCards.run({ store, tick: monday + 9 * minute })).toEqual({ batches: 0 })
  })

  test('two processes at one batch make one card a person', async () => {
    const { store, clerk } = await office()
    const all = await people(store, 45)
    const batch = await store.tx((tx) => startCardBatch(tx, clerk, { stationId }, monday))
    await Promise.all([1, 2].map(() => issueBatch(store, batch.id, () => monday)))
    expect(await store.read.$count(contactCards)).toBe(45)
    expect(await cardBatchById(store.read, countyScope, batch.id)).toMatchObject({ issued: 45 })
    for (const { id } of all) expect(await activeOf(store, id)).toBe(1)
  })

  test('who died, moved or got a card meanwhile is passed over', async () => {
    const { store, clerk } = await office()
    const [dead, moved, has, rest] = await people(store, 4)
    const ids = { dead: dead?.id ?? '', moved: moved?.id ?? '', has: has?.id ?? '' }
    const batch = await store.tx((tx) => startCardBatch(tx, clerk, { stationId }, monday))
    await store.tx(async (tx) => {
      await tx.update(retirees).set({ vital: 'deceased' }).where(eq(retirees.id, ids.dead))
      await transferRetirees(
        tx,
        { ids: [ids.moved] },
        { stationId: 'heijing', reason: '搬家' },
        system,
        monday,
      )
      await issueContactCard(tx, clerk, ids.has, monday)
    })
    await issueBatch(store, batch.id, () => monday)
    expect(await cardBatchById(store.read, guangtong, batch.id)).toMatchObject({
      issued: 1,
      skipped: 3,
      status: 'done',
    })
    expect(await activeOf(store, rest?.id ?? '')).toBe(1)
    expect(await activeOf(store, ids.has)).toBe(1)
    expect(await activeOf(store, ids.moved)).toBe(0)
  })

  test('the center chooses people of several stations; a station only its own', async () => {
    const { store, clerk } = await office()
    const [own, foreign] = [
      await makeRetiree(store),
      await makeRetiree(store, { stationId: 'heijing' }),
    ]
    const choice = { ids: [own.id, foreign.id] }
    await expect(store.tx((tx) => startCardBatch(tx, clerk, choice, monday))).rejects.toThrow(
      '人员',
    )
    const elsewhere = { stationId: 'heijing' }
    await expect(store.tx((tx) => startCardBatch(tx, clerk, elsewhere, monday))).rejects.toThrow(
      '工作站',
    )

    const center = actorOf(await makeStaff(store, { role: 'center_clerk', stationId: null }))
    const batch = await store.tx((tx) => startCardBatch(tx, center, choice, monday))
    expect(batch).toMatchObject({ total: 2, stationId: null })
    await issueBatch(store, batch.id, () => monday)
    expect(await activeOf(store, foreign.id)).toBe(1)
    await expect(cardBatchById(store.read, guangtong, batch.id)).rejects.toThrow('批次')
  })

  test('one patch alone', async () => {
    const { store, clerk } = await office()
    await people(store, 2, { patch: '城东' })
    await people(store, 3, { patch: '城西' })
    const choice = { stationId, patch: '城西' }
    expect(await store.tx((tx) => startCardBatch(tx, clerk, choice, monday))).toMatchObject({
      total: 3,
    })
  })

  const state = fc.constantFrom('fresh', 'dead', 'gone', 'center', 'has')
  test('whatever the people are and wherever it is killed, each gets at most one card and the numbers add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(state, { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
        async (states, deaths) => {
          const { store, clerk } = await office()
          const ids: string[] = []
          for (const what of states) {
            const values: Partial<Retiree> = {
              ...(what === 'dead' && { vital: 'deceased' as const }),
              ...(what === 'gone' && { status: 'left' as const }),
              ...(what === 'center' && { category: 'dependent_survivor' as const }),
            }
            const { id } = await makeRetiree(store, values)
            ids.push(id)
            if (what === 'has') await store.tx((tx) => issueContactCard(tx, clerk, id, monday))
          }
          const batch = await store.tx((tx) => startCardBatch(tx, clerk, { ids }, monday))
          for (const after of deaths)
            await issueBatch(dying(store, after), batch.id, () => monday).catch(() => undefined)
          await issueBatch(store, batch.id, () => monday)

          const gets = states.filter((what) => what === 'fresh' || what === 'center').length
          const end = await cardBatchById(store.read, guangtong, batch.id)
          expect(end).toMatchObject({ total: states.length, issued: gets, status: 'done' })
          expect(end.skipped).toBe(states.length - gets)
          const waiting = eq(contactCardBatchPeople.outcome, 'waiting')
          expect(await store.read.$count(contactCardBatchPeople, waiting)).toBe(0)
          for (const [at, id] of ids.entries())
            expect(await activeOf(store, id)).toBe(/dead|gone/.test(states[at] ?? '') ? 0 : 1)
        },
      ),
      { numRuns: 12 },
    )
  }, 60_000)
})
