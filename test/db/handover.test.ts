import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkRetiree,
  handoverProgress,
  settleDifference,
  unmetRetirees,
} from '../../db/ledgers/handover.ts'
import { patchesOf } from '../../db/ledgers/handover-desk.ts'
import {
  handoverDifferences,
  type Settlement,
  settlementLabels,
} from '../../db/ledgers/handover-difference.ts'
import { markMeeting } from '../../db/ledgers/intake.ts'
import { petitions } from '../../db/ledgers/petition.ts'
import { acceptPetition, answerPetition } from '../../db/ledgers/petition-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { retireeById, retirees } from '../../db/ledgers/retiree.ts'
import { assignClerk, handOverWork } from '../../db/ledgers/staff-handover.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import type { DifferenceKind } from '../../policy/retiree.ts'
import {
  actorOf,
  makeAccount,
  makeRetiree,
  makeStaff,
  monday,
  system,
  testStore,
} from '../support.ts'

const guangtong: Scope = { all: false, stationIds: ['guangtong'] }

const differ = (store: Store, id: string, kind: DifferenceKind = 'moved', actor = system) =>
  store.tx((tx) =>
    checkRetiree(tx, id, { result: 'differs', kind, note: '搬到昆明女儿家' }, actor, monday),
  )

const onlyDifference = async (store: Store) => {
  const rows = await store.read.select().from(handoverDifferences)
  expect(rows).toHaveLength(1)
  return rows[0] ?? expect.fail('no difference')
}

describe('第七条（一）: 核对名单', () => {
  test('相符 is noted on the person', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    await store.tx((tx) => checkRetiree(tx, id, { result: 'matches' }, system, monday))
    expect((await retireeById(store.read, countyScope, id)).checkResult).toBe('matches')
    expect(await store.read.$count(handoverDifferences)).toBe(0)
  })

  test('不符 becomes one item that the center hears of, with sealed words', async () => {
    const store = await testStore()
    const clerk = await makeStaff(store)
    const supervisor = await makeStaff(store, { role: 'center_supervisor', stationId: null })
    await makeAccount(store, { peerId: 'center' }, supervisor)
    const { id } = await makeRetiree(store)
    await differ(store, id, 'moved', actorOf(clerk))
    expect(await onlyDifference(store)).toMatchObject({
      retireeId: id,
      stationId: 'guangtong',
      kind: 'moved',
      status: 'open',
      reporterId: clerk.id,
    })
    expect((await onlyDifference(store)).note?.toString('utf8')).not.toContain('昆明')
    expect(await store.read.$count(outbox)).toBe(1)
    await expect(differ(store, id)).rejects.toThrow('等县退管中心处理')
  })

  test.each(
    Object.keys(settlementLabels) as Settlement[],
  )('the center settles it: %s', async (settlement) => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    await differ(store, id)
    const { id: itemId } = await onlyDifference(store)
    const answer = { settlement, answer: '已核实' }
    const settle = () => store.tx((tx) => settleDifference(tx, itemId, answer, system, monday))
    expect(await settle()).toMatchObject({ status: 'settled', settlement, settledAt: monday })
    await expect(settle()).rejects.toThrow('已经处理过')
    const { checkResult, status } = await retireeById(store.read, countyScope, id)
    const after = {
      corrected: 'unchecked',
      transferred: 'unchecked',
      confirmed: 'matches',
      withdrawn: 'matches',
    }
    expect(checkResult).toBe(after[settlement])
    expect(status === 'left').toBe(settlement === 'withdrawn')
  })

  test('a corrected person can be checked again, and differ again', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    await differ(store, id, 'wrong_data')
    const { id: itemId } = await onlyDifference(store)
    const answer = { settlement: 'corrected', answer: '已更正' } as const
    await store.tx((tx) => settleDifference(tx, itemId, answer, system, monday))
    await differ(store, id, 'dead')
    expect(await store.read.$count(handoverDifferences)).toBe(2)
  })

  test('a station settles nothing', async () => {
    const store = await testStore()
    const head = actorOf(await makeStaff(store, { role: 'station_head' }))
    const { id } = await makeRetiree(store)
    await differ(store, id)
    const { id: itemId } = await onlyDifference(store)
    const answer = { settlement: 'confirmed', answer: '没问题' } as const
    const work = store.tx((tx) => settleDifference(tx, itemId, answer, head, monday))
    await expect(work).rejects.toThrow('由县退管中心处理')
  })

  test('a foreign clerk checks nobody', async () => {
    const store = await testStore()
    const clerk = actorOf(await makeStaff(store))
    const { id } = await makeRetiree(store, { stationId: 'heijing' })
    await expect(differ(store, id, 'dead', clerk)).rejects.toThrow('没有找到')
    expect(await store.read.$count(handoverDifferences)).toBe(0)
  })

  test('a transfer leaves to the center what waits for it, and asks the new station about the rest', async () => {
    const store = await testStore()
    const { id: waiting } = await makeRetiree(store)
    const { id: fine } = await makeRetiree(store, { checkResult: 'matches' })
    await differ(store, waiting)
    const to = { stationId: 'heijing', reason: '划片' }
    await store.tx((tx) => transferRetirees(tx, { ids: [waiting, fine] }, to, system, monday))
    const result = async (id: string) =>
      (await retireeById(store.read, countyScope, id)).checkResult
    expect([await result(waiting), await result(fine)]).toEqual(['differs', 'unchecked'])
  })
})

describe('how far the stations are', () => {
  const village = async () => {
    const store = await testStore()
    await makeRetiree(store, { checkResult: 'matches', meeting: 'done', patch: '城东' })
    await makeRetiree(store, { checkResult: 'differs', meeting: 'begun', patch: '城西' })
    await makeRetiree(store, { status: 'incoming', patch: '城东', name: '李长寿' })
    await makeRetiree(store, { status: 'left', patch: '城东' })
    await makeRetiree(store, { vital: 'deceased', patch: '城东', meeting: 'unmet' })
    await makeRetiree(store, { stationId: 'heijing' })
    return store
  }

  test('is counted per station, of the living who did not move away, within the scope', async () => {
    const store = await village()
    const own = {
      stationId: 'guangtong',
      total: 3,
      checked: 2,
      differing: 1,
      met: 2,
      complete: 1,
      managed: 2,
    }
    expect(await handoverProgress(store.read, guangtong)).toEqual([own])
    const county = await handoverProgress(store.read, countyScope)
    expect(county.map((row) => [row.stationId, row.total])).toEqual([
      ['guangtong', 3],
      ['heijing', 1],
    ])
  })

  test('the unmet come by patch, page by page, living people only', async () => {
    const store = await village()
    const first = await unmetRetirees(store.read, guangtong, { stationId: 'guangtong', limit: 1 })
    expect(first.map((row) => [row.patch, row.name])).toEqual([['城东', '李长寿']])
    const after = first[0] ?? expect.fail('nobody')
    const page = { stationId: 'guangtong', limit: 9, after }
    const rest = await unmetRetirees(store.read, guangtong, page)
    expect(rest.map((row) => [row.patch, row.meeting])).toEqual([['城西', 'begun']])
    const east = { stationId: 'guangtong', patch: '城东', limit: 9 }
    expect(await unmetRetirees(store.read, guangtong, east)).toHaveLength(1)
  })

  test('a foreign station has nobody unmet', async () => {
    const store = await village()
    const page = { stationId: 'heijing', limit: 9 }
    expect(await unmetRetirees(store.read, guangtong, page)).toEqual([])
  })

  test('the board and the list agree: whoever is not complete can be found, patch by patch', async () => {
    const store = await testStore()
    const someone = fc.record({
      stationId: fc.constantFrom('guangtong', 'heijing'),
      patch: fc.constantFrom('', '城东', '城西'),
      meeting: fc.constantFrom('unmet', 'begun', 'done'),
      status: fc.constantFrom('incoming', 'managed', 'left'),
      vital: fc.constantFrom('living', 'deceased'),
      checkResult: fc.constantFrom('unchecked', 'matches', 'differs'),
    } as const)
    await fc.assert(
      fc.asyncProperty(fc.array(someone, { minLength: 1, maxLength: 12 }), async (village) => {
        await store.tx((tx) => tx.delete(retirees))
        for (const one of village) await makeRetiree(store, one)
        for (const { stationId, total, complete } of await handoverProgress(
          store.read,
          countyScope,
        )) {
          const page = { stationId, limit: 99 }
          const unmet = await unmetRetirees(store.read, countyScope, page)
          expect(unmet).toHaveLength(total - complete)
          const patches = await patchesOf(store.read, countyScope, stationId)
          const sum = (key: 'people' | 'unmet') => patches.reduce((all, one) => all + one[key], 0)
          expect([sum('people'), sum('unmet')]).toEqual([total, unmet.length])
          for (const { patch, unmet: open } of patches)
            expect(await unmetRetirees(store.read, countyScope, { ...page, patch })).toHaveLength(
              open,
            )
        }
      }),
      { numRuns: 15 },
    )
  })

  test('who was met is off the list', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const all = ['met', 'agreed', 'explained', 'understood', 'contactTold'] as const
    await store.tx((tx) => markMeeting(tx, id, all, '2026-03-02', system, monday))
    const page = { stationId: 'guangtong', limit: 9 }
    expect(await unmetRetirees(store.read, countyScope, page)).toEqual([])
  })
})

describe('第六条: work changes hands', () => {
  const petition = {
    stationId: 'guangtong',
    kind: 'help',
    source: 'walkIn',
    content: '问',
    name: '张桂英',
  } as const

  test('people and open petitions go over in one act; what is answered stays', async () => {
    const store = await testStore()
    const from = await makeStaff(store, { name: '老李' })
    const to = await makeStaff(store, { name: '小王' })
    await makeRetiree(store, { clerkId: from.id })
    await makeRetiree(store, { clerkId: to.id })
    const [open, done] = await store.tx(async (tx) => {
      const rows = [
        await registerPetition(tx, petition, system, monday),
        await registerPetition(tx, petition, system, monday),
      ] as const
      for (const row of rows) await acceptPetition(tx, row.id, actorOf(from), monday)
      await answerPetition(tx, rows[1].id, '已办', actorOf(from), monday)
      return rows
    })
    const head = actorOf(await makeStaff(store, { role: 'station_head' }))
    const moved = await store.tx((tx) => handOverWork(tx, from.id, to.id, head, monday))
    expect(moved).toEqual({ people: 1, petitions: 1 })
    const handler = async (id: string) =>
      (await store.read.select().from(petitions).where(eq(petitions.id, id)))[0]?.handlerId
    expect([await handler(open.id), await handler(done.id)]).toEqual([to.id, from.id])
    expect(await store.read.$count(retirees, eq(retirees.clerkId, to.id))).toBe(2)
  })

  test.each([
    ['somebody of another station', { stationId: 'heijing' }, '没有找到'],
    ['a disabled account', { status: 'disabled' as const }, '已停用'],
  ])('not to %s', async (_whom, values, why) => {
    const store = await testStore()
    const from = await makeStaff(store)
    const to = await makeStaff(store, values)
    const head = actorOf(await makeStaff(store, { role: 'station_head' }))
    const work = store.tx((tx) => handOverWork(tx, from.id, to.id, head, monday))
    await expect(work).rejects.toThrow(why)
  })

  test('not to oneself', async () => {
    const store = await testStore()
    const { id } = await makeStaff(store)
    const work = store.tx((tx) => handOverWork(tx, id, id, system, monday))
    await expect(work).rejects.toThrow('另一位')
  })

  test('a patch gets somebody who looks after it', async () => {
    const store = await testStore()
    const clerk = await makeStaff(store)
    await makeRetiree(store, { patch: '城东' })
    await makeRetiree(store, { patch: '城西' })
    const head = actorOf(await makeStaff(store, { role: 'station_head' }))
    const to = { stationId: 'guangtong', patch: '城东', staffId: clerk.id }
    expect(await store.tx((tx) => assignClerk(tx, to, head, monday))).toBe(1)
    const foreign = { ...to, stationId: 'heijing' }
    const work = store.tx((tx) => assignClerk(tx, foreign, head, monday))
    await expect(work).rejects.toThrow('没有找到')
  })
})
