import { asc } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '../../../db/audit.ts'
import { NotFound, violation } from '../../../db/errors.ts'
import {
  openPetitions,
  petitionById,
  petitionBySerialNo,
  petitionsDueBefore,
  petitionsOfAccount,
  petitionWords,
} from '../../../db/ledgers/find-petition.ts'
import { petitions } from '../../../db/ledgers/petition.ts'
import { petitionHistory } from '../../../db/ledgers/petition-event.ts'
import { registerPetition } from '../../../db/ledgers/register-petition.ts'
import { countyScope } from '../../../db/scope.ts'
import { petitionKinds, petitionSources } from '../../../policy/petition.ts'
import { china, makeAccount, monday, system, testStore } from '../../support.ts'
import { act, complaint, register, staffAt } from './petitions.ts'

describe('the number of a petition', () => {
  test('counts per station', async () => {
    const store = await testStore()
    const numbers = []
    for (const stationId of ['guangtong', 'guangtong', 'jinshan', 'center', 'guangtong']) {
      numbers.push((await register(store, { stationId })).serialNo)
    }
    expect(numbers).toEqual(['GT20260001', 'GT20260002', 'JS20260001', 'XZ20260001', 'GT20260003'])
  })

  test('counts per China year: New Year is midnight in China, not in London or Los Angeles', async () => {
    const store = await testStore()
    const newYear = china('2027-01-01')
    const at = [newYear - 1, newYear, newYear - 2, newYear + 1]
    const numbers = []
    for (const now of at) numbers.push((await register(store, {}, now)).serialNo)
    expect(numbers).toEqual(['GT20260001', 'GT20270001', 'GT20260002', 'GT20270002'])
  })

  test('of fifty registered at once are fifty in a row', async () => {
    const store = await testStore()
    const rows = await Promise.all(Array.from({ length: 50 }, () => register(store)))
    const wanted = Array.from({ length: 50 }, (_, n) => `GT2026${String(n + 1).padStart(4, '0')}`)
    expect(rows.map(({ serialNo }) => serialNo).sort()).toEqual(wanted)
  }, 60_000)

  test('is not used up by a registration that fails', async () => {
    const store = await testStore()
    const failing = register(store, { accountId: 'nobody' })
    expect(violation(await failing.catch((error: unknown) => error))).toBe('foreign')
    expect((await register(store)).serialNo).toBe('GT20260001')
  })
})

describe('registering', () => {
  test('keeps everything, words sealed, with event and audit entry in the same transaction', async () => {
    const store = await testStore()
    const account = await makeAccount(store)
    const row = await register(store, { community: '南门社区', accountId: account.id })
    const [kept] = await store.read.select().from(petitions)
    expect(kept).toEqual(row)
    expect(row).toMatchObject({
      status: 'registered',
      kind: 'complaint',
      source: 'walkIn',
      name: '张桂英',
      community: '南门社区',
      reopened: 0,
      acceptedAt: null,
      answer: null,
    })
    expect(row.content.includes('座位')).toBe(false)
    expect(row.phone?.includes('1380013')).toBe(false)
    expect(petitionWords(store.read, row)).toEqual({
      phone: '13800138000',
      content: '办事大厅没有座位',
      answer: null,
    })
    expect(await petitionHistory(store.read, row.id)).toMatchObject([
      { type: 'registered', label: '登记', actorKind: 'system', at: monday, note: '' },
    ])
    expect(await store.read.select().from(auditEntries)).toMatchObject([
      {
        action: 'petition.register',
        subject: `petitions:${row.id}`,
        detail: '{"source":"walkIn"}',
      },
    ])
  })

  test('hands back the row as it is kept, with the name of its station', async () => {
    const store = await testStore()
    const made = await store.tx((tx) => registerPetition(tx, complaint, system, monday))
    const kept = await petitionById(store.read, countyScope, made.id)
    expect(made).toEqual({ ...kept, stationName: '广通镇劳动保障工作站' })
  })

  test('starts the clock of telling: the end of the fifteenth China day', async () => {
    const store = await testStore()
    for (const [now, due] of [
      [monday, '2026-03-18'],
      [china('2026-03-02'), '2026-03-18'],
      [china('2026-03-03') - 1, '2026-03-18'],
      [china('2026-03-03'), '2026-03-19'],
      [china('2026-12-20 12:00'), '2027-01-05'],
    ] as const) {
      const row = await register(store, {}, now)
      expect([row.tellDueAt, row.dueAt]).toEqual([china(due) - 1, china(due) - 1])
    }
  })

  test('without a phone keeps none, and without a community an empty one', async () => {
    const store = await testStore()
    const row = await register(store, { phone: undefined })
    expect([row.phone, row.community]).toEqual([null, ''])
  })

  test.each(petitionKinds)('takes the kind %s from every source', async (kind) => {
    const store = await testStore()
    for (const source of petitionSources) {
      expect(await register(store, { kind, source })).toMatchObject({ kind, source })
    }
  })

  test('a name with what no database keeps comes through', async () => {
    const store = await testStore()
    const row = await register(store, { name: '张\0三\ud83d', community: '\0' })
    expect([row.name, row.community]).toEqual(['张\ufffd三\ufffd', '\ufffd'])
    expect(await petitionById(store.read, countyScope, row.id)).toEqual(row)
  })

  test('at a station that is foreign to the actor, or is none, finds nothing there', async () => {
    const store = await testStore()
    const clerk = await staffAt(store, 'bicheng')
    await expect(register(store, {}, monday, clerk)).rejects.toThrow(NotFound)
    await expect(register(store, { stationId: 'nowhere' })).rejects.toThrow('没有找到这条工作站。')
    expect(await store.read.$count(petitions)).toBe(0)
  })
})

describe('finding', () => {
  test('by id and by number, within the scope only', async () => {
    const store = await testStore()
    const row = await register(store)
    const own = (await staffAt(store, 'guangtong')).scope
    const foreign = [
      (await staffAt(store, 'bicheng')).scope,
      { all: false, stationIds: [] } as const,
    ]
    for (const scope of [countyScope, own]) {
      expect(await petitionById(store.read, scope, row.id)).toEqual(row)
      expect(await petitionBySerialNo(store.read, scope, row.serialNo)).toEqual(row)
    }
    for (const scope of foreign) {
      await expect(petitionById(store.read, scope, row.id)).rejects.toThrow(NotFound)
      await expect(petitionBySerialNo(store.read, scope, row.serialNo)).rejects.toThrow(NotFound)
    }
    await expect(petitionById(store.read, countyScope, 'none')).rejects.toThrow(NotFound)
  })

  test('open ones within the scope, the next due first', async () => {
    const store = await testStore()
    const late = await register(store, {}, monday + 9 * 86_400_000)
    const early = await register(store)
    const other = await register(store, { stationId: 'bicheng' }, monday + 86_400_000)
    const done = await register(store)
    await act(store, 'answer', done.id)
    const own = (await staffAt(store, 'guangtong')).scope
    const ids = async (scope: typeof own, limit = 9) =>
      (await openPetitions(store.read, scope, limit)).map(({ id }) => id)
    expect(await ids(own)).toEqual([early.id, late.id])
    expect(await ids(countyScope)).toEqual([early.id, other.id, late.id])
    expect(await ids(countyScope, 1)).toEqual([early.id])
    expect(await ids({ all: false, stationIds: [] })).toEqual([])
  })

  test('those due before a moment, that moment included', async () => {
    const store = await testStore()
    const row = await register(store)
    const due = async (before: number) =>
      (await petitionsDueBefore(store.read, before, 9)).map(({ id }) => id)
    expect(await due(row.dueAt - 1)).toEqual([])
    expect(await due(row.dueAt)).toEqual([row.id])
    await act(store, 'answer', row.id)
    expect(await due(row.dueAt)).toEqual([])
  })

  test('those of one account, newest first', async () => {
    const store = await testStore()
    const [one, two] = [await makeAccount(store), await makeAccount(store, { peerId: '1002' })]
    const rows = []
    for (const { id } of [one, two, one, one]) {
      rows.push(await register(store, { accountId: id }, monday + rows.length))
    }
    const found = await petitionsOfAccount(store.read, one.id, 2)
    expect(found).toEqual([rows[3], rows[2]])
    expect(complaint.accountId).toBeUndefined()
    expect(await store.read.select().from(petitions).orderBy(asc(petitions.id))).toEqual(rows)
  })
})
