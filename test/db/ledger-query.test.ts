import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditLedger } from '../../db/audit.ts'
import { NotFound } from '../../db/errors.ts'
import type { Reader } from '../../db/ledger-fields.ts'
import { exportLedger, exportPageRows, ledgerRow, listLedger } from '../../db/ledger-query.ts'
import { petitionLedger, petitionPlace, petitions } from '../../db/ledgers/petition.ts'
import { staffLedger } from '../../db/ledgers/staff.ts'
import { stationLedger, stations } from '../../db/ledgers/station.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { china, makeStaff, monday, testStore } from '../support.ts'

const clerk: Reader = { role: 'station_clerk' }
const guangtong: Scope = { all: false, stationIds: ['guangtong'] }

/** Inserts petitions as they stand in the table, in one go. */
async function fill(store: Store, rows: readonly Partial<typeof petitions.$inferInsert>[]) {
  const values = rows.map((row, index) => {
    const id = row.id ?? `p${String(index).padStart(6, '0')}`
    const receivedAt = row.receivedAt ?? monday
    return {
      id,
      serialNo: `GT2026${String(index).padStart(4, '0')}`,
      stationId: 'guangtong',
      kind: 'help' as const,
      source: 'phone' as const,
      status: 'registered' as const,
      name: '张桂英',
      community: '广通镇',
      content: store.vault.seal(petitionPlace('content', id), `内容${index}`),
      receivedAt,
      tellDueAt: receivedAt,
      dueAt: receivedAt,
      reopened: 0,
      ...row,
    }
  })
  for (let at = 0; at < values.length; at += 200)
    await store.tx((tx) => tx.insert(petitions).values(values.slice(at, at + 200)))
}

async function walk(store: Store, limit: number, filter = {}, scope: Scope = countyScope) {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = { ...filter, limit, cursor }
    const { items, nextCursor } = await listLedger(store.read, petitionLedger, scope, clerk, page)
    pages.push(items.map((row) => row.id))
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

const idsFor = async (store: Store, filter: object, scope: Scope = countyScope) =>
  (await walk(store, 100, filter, scope)).flat()

test('gives each row once, newest first, whatever the page size and however many share an instant', async () => {
  const store = await testStore()
  const rows = Array.from({ length: 60 }, (_, index) => ({
    receivedAt: monday + (index % 7) * 1000,
  }))
  await fill(store, rows)
  const whole = await idsFor(store, {})
  expect(new Set(whole).size).toBe(60)
  const times = new Map(rows.map((row, i) => [`p${String(i).padStart(6, '0')}`, row.receivedAt]))
  const sorted = [...whole].sort(
    (a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0) || (a < b ? 1 : -1),
  )
  expect(whole).toEqual(sorted)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 61 }), async (limit) => {
      const pages = await walk(store, limit)
      expect(pages.flat()).toEqual(whole)
      expect(pages).toHaveLength(Math.ceil(60 / limit))
    }),
    { numRuns: 15 },
  )
})

test('a row that comes in while someone turns pages moves nothing', async () => {
  const store = await testStore()
  await fill(store, [{}, {}, {}, {}])
  const first = await listLedger(store.read, petitionLedger, countyScope, clerk, { limit: 2 })
  await fill(store, [{ id: 'z-new', serialNo: 'GT20269999', receivedAt: monday + 5000 }])
  const page = { limit: 2, cursor: first.nextCursor ?? '' }
  const second = await listLedger(store.read, petitionLedger, countyScope, clerk, page)
  const seen = [...first.items, ...second.items].map((row) => row.id)
  expect(seen).toEqual(['p000003', 'p000002', 'p000001', 'p000000'])
})

test.each([
  ['', 'bad_cursor'],
  ['!!!', 'bad_cursor'],
  [Buffer.from('[1]').toString('base64url'), 'bad_cursor'],
  [Buffer.from('["x","y"]').toString('base64url'), 'bad_cursor'],
  [Buffer.from('[1.5,"y"]').toString('base64url'), 'bad_cursor'],
  [Buffer.from('[1e400,"y"]').toString('base64url'), 'bad_cursor'],
  [Buffer.from('[1,""]').toString('base64url'), 'bad_cursor'],
  [Buffer.from('[1,2]').toString('base64url'), 'bad_cursor'],
  [Buffer.from('null').toString('base64url'), 'bad_cursor'],
  [Buffer.from('{"0":1,"1":"a"}').toString('base64url'), 'bad_cursor'],
])('refuses the cursor %j', async (cursor, code) => {
  const store = await testStore()
  const list = listLedger(store.read, petitionLedger, countyScope, clerk, { limit: 1, cursor })
  await expect(list).rejects.toMatchObject({ code })
})

test('any text for a cursor gives a page or a refusal, never another error', async () => {
  const store = await testStore()
  await fill(store, [{}])
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), json), async (cursor) => {
      const list = listLedger(store.read, petitionLedger, countyScope, clerk, { limit: 1, cursor })
      const outcome = await list.then(
        () => 'page',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      )
      expect(['page', 'bad_cursor']).toContain(outcome)
    }),
  )
})

test('from and to are whole China days', async () => {
  const store = await testStore()
  await fill(store, [
    { id: 'before', receivedAt: china('2026-03-02') - 1 },
    { id: 'first', receivedAt: china('2026-03-02') },
    { id: 'last', receivedAt: china('2026-03-04') - 1 },
    { id: 'after', receivedAt: china('2026-03-04') },
  ])
  expect(await idsFor(store, { from: '2026-03-02', to: '2026-03-03' })).toEqual(['last', 'first'])
  expect(await idsFor(store, { to: '2026-03-01' })).toEqual(['before'])
  expect(await idsFor(store, { from: '2026-03-04' })).toEqual(['after'])
})

test('narrows by status, by station, and by both with paging', async () => {
  const store = await testStore()
  await fill(store, [
    { id: 'a', status: 'accepted' },
    { id: 'b', stationId: 'heijing', status: 'accepted' },
    { id: 'c' },
  ])
  expect(await idsFor(store, { status: 'accepted' })).toEqual(['b', 'a'])
  expect(await idsFor(store, { station: 'heijing' })).toEqual(['b'])
  expect(await walk(store, 1, { station: 'guangtong' })).toEqual([['c'], ['a']])
  expect(await idsFor(store, { station: 'guangtong', status: 'accepted' })).toEqual(['a'])
})

test.each([
  ['桂英', ['a']],
  ['gt2026', ['d', 'c', 'b', 'a']],
  ['%', ['b']],
  ['_', ['c']],
  ['\\', ['d']],
  ["'", []],
  ['100%', ['b']],
])('finds %j as a part of a text, each character meaning itself', async (q, ids) => {
  const store = await testStore()
  const name = '李四'
  await fill(store, [
    { id: 'a', name: '张桂英' },
    { id: 'b', name, community: '100%村' },
    { id: 'c', name, community: 'a_b' },
    { id: 'd', name, community: 'c:\\村' },
  ])
  expect(await idsFor(store, { q })).toEqual(ids)
})

test('stays inside the scope, whatever is asked for', async () => {
  const store = await testStore()
  await fill(store, [{ id: 'own' }, { id: 'foreign', stationId: 'heijing' }])
  expect(await idsFor(store, {}, guangtong)).toEqual(['own'])
  expect(await idsFor(store, { station: 'heijing' }, guangtong)).toEqual([])
  expect(await idsFor(store, {}, { all: false, stationIds: [] })).toEqual([])
  const two: Scope = { all: false, stationIds: ['guangtong', 'heijing'] }
  expect(await idsFor(store, {}, two)).toEqual(['own', 'foreign'])
  const row = (id: string) => ledgerRow(store.read, petitionLedger, guangtong, clerk, id)
  expect(await row('own')).toMatchObject({ id: 'own' })
  const [missing, foreign] = await Promise.allSettled([row('nobody'), row('foreign')])
  expect(foreign).toEqual(missing)
  expect(foreign).toMatchObject({ reason: expect.any(NotFound) })
})

test('opens sealed words and gives names beside ids', async () => {
  const store = await testStore()
  const member = await makeStaff(store, { name: '王秀兰' })
  await fill(store, [
    {
      id: 'a',
      handlerId: member.id,
      phone: store.vault.seal(petitionPlace('phone', 'a'), '13800138000'),
    },
  ])
  const row = await ledgerRow(store.read, petitionLedger, guangtong, clerk, 'a')
  expect(row).toMatchObject({
    content: '内容0',
    phone: '13800138000',
    stationId: 'guangtong',
    stationName: '广通镇劳动保障工作站',
    handlerName: '王秀兰',
    answer: null,
    reopened: 0,
  })
  const { items } = await listLedger(store.read, petitionLedger, guangtong, clerk, { limit: 1 })
  expect(items).toEqual([expect.objectContaining({ content: '内容0', handlerName: '王秀兰' })])
  expect(items[0]).not.toHaveProperty('phone')
  expect(items[0]).not.toHaveProperty('reopened')
})

test('names the unit of every row, whichever of the county it is', async () => {
  const store = await testStore()
  const units = await store.read.select().from(stations)
  expect(new Set(units.map(({ kind }) => kind)).size).toBe(3)
  await fill(
    store,
    units.map(({ id }) => ({ id, stationId: id })),
  )
  const { items } = await listLedger(store.read, petitionLedger, countyScope, clerk, { limit: 50 })
  expect(new Map(items.map(({ stationId, stationName }) => [stationId, stationName]))).toEqual(
    new Map(units.map(({ id, name }) => [id, name])),
  )
})

test('readers without personal data get rows without the fields that name people', async () => {
  const store = await testStore()
  await fill(store, [{ id: 'a' }])
  const sysadmin: Reader = { role: 'sysadmin' }
  const row = await ledgerRow(store.read, petitionLedger, countyScope, sysadmin, 'a')
  for (const key of ['name', 'phone', 'content', 'answer']) expect(row).not.toHaveProperty(key)
  expect(row).toMatchObject({ serialNo: 'GT20260000', status: 'registered' })
})

test('a value moved to another row is not opened as if it belonged there', async () => {
  const store = await testStore()
  const stolen = store.vault.seal(petitionPlace('content', 'other'), '别人的话')
  await fill(store, [{ id: 'a', content: stolen }])
  await expect(idsFor(store, {})).rejects.toThrow()
})

test('an export walks every page once', async () => {
  const store = await testStore()
  const count = exportPageRows + 3
  await fill(
    store,
    Array.from({ length: count }, () => ({})),
  )
  const pages: string[][] = []
  for await (const page of exportLedger(store.read, petitionLedger, countyScope, clerk, {}))
    pages.push(page.map((row) => row.id))
  expect(pages.map((page) => page.length)).toEqual([exportPageRows, 3])
  expect(new Set(pages.flat()).size).toBe(count)
})

test('stations come in the order of the county, and page upwards', async () => {
  const store = await testStore()
  const names: unknown[] = []
  let cursor: string | undefined
  do {
    const page = { limit: 6, cursor }
    const list = await listLedger(store.read, stationLedger, countyScope, clerk, page)
    names.push(...list.items.map((row) => row['shortName']))
    cursor = list.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(names.slice(0, 8)).toEqual([
    '县退管中心',
    '第一社区',
    '第二社区',
    '第三社区',
    '第四社区',
    '第五社区',
    '金山',
    '广通',
  ])
  expect(names).toHaveLength(20)
})

test('the staff ledger never holds a password', async () => {
  const store = await testStore()
  await makeStaff(store, { passwordHash: '$argon2id$secret' })
  const reader: Reader = { role: 'sysadmin' }
  const { items } = await listLedger(store.read, staffLedger, countyScope, reader, { limit: 9 })
  expect(items).toHaveLength(1)
  expect(JSON.stringify(items)).not.toContain('argon2')
})

test('an empty ledger is an empty page', async () => {
  const store = await testStore()
  const auditor: Reader = { role: 'auditor' }
  const page = await listLedger(store.read, auditLedger, countyScope, auditor, { limit: 9 })
  expect(page).toEqual({ items: [], nextCursor: null })
})
