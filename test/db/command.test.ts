import { asc, eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { command, insertion, insertionOnce, placeOf, wholeRows } from '../../db/command.ts'
import { violation } from '../../db/errors.ts'
import { enterprises } from '../../db/ledgers/enterprise.ts'
import { petitionNumbers } from '../../db/ledgers/petition.ts'
import { retireeImports } from '../../db/ledgers/retiree-import.ts'
import { stations } from '../../db/ledgers/station.ts'
import type { Store, Tx } from '../../db/store.ts'
import { monday, testStore } from '../support.ts'

const addFirm = insertion(enterprises)
const addFirmOnce = insertionOnce(enterprises)
const addImport = insertion(retireeImports)
const firm = (n: number) => ({
  id: `firm${n}`,
  name: `企业${n}`,
  contactName: '',
  phone: '',
  createdAt: monday,
})
const firms = (store: Store) => store.read.select().from(enterprises).orderBy(asc(enterprises.id))

describe('a row that is inserted by names', () => {
  test('stands as it was given, and stands once more for other values of the same statement', async () => {
    const store = await testStore()
    await store.tx(async (tx) => {
      for (const n of [1, 2, 3]) await addFirm(tx, firm(n))
    })
    expect(await firms(store)).toEqual([firm(1), firm(2), firm(3)])
  })

  test('has null for what is left out, so that a column with a default of its own is refused', async () => {
    const store = await testStore()
    const { id, name, createdAt } = firm(1)
    const work = store.tx((tx) => addFirm(tx, { id, name, createdAt }))
    expect(violation(await work.catch((error: unknown) => error))).toBe('notnull')
    expect(await firms(store)).toEqual([])
  })

  test('has the columns of JSON as they were, whatever stands in them', async () => {
    const store = await testStore()
    const words = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.replaceAll('\0', ''))
    let made = 0
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          words.filter((word) => word !== '__proto__'),
          words,
          { maxKeys: 4 },
        ),
        fc.array(fc.record({ id: words, name: words }), { maxLength: 3 }),
        async (mapping, newEnterprises) => {
          const id = `import${++made}`
          const row = wholeRows(retireeImports)({
            id,
            stationId: 'guangtong',
            fileName: "名单'“”.csv",
            fileHash: '',
            problem: '',
            status: 'ready',
            mapping,
            newEnterprises,
            rowCount: 0,
            newCount: 0,
            sameCount: 0,
            askCount: 0,
            faultCount: 0,
            updatedCount: 0,
            createdAt: monday,
          })
          await store.tx((tx) => addImport(tx, row))
          const kept = await store.read
            .select()
            .from(retireeImports)
            .where(eq(retireeImports.id, id))
          expect(kept).toEqual([row])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is new once, where a key of it is taken nothing happens, and the transaction goes on', async () => {
    const store = await testStore()
    const told = await store.tx(async (tx) => {
      const first = await addFirmOnce(tx, firm(1))
      const sameId = await addFirmOnce(tx, { ...firm(2), id: 'firm1' })
      const sameName = await addFirmOnce(tx, { ...firm(3), name: '企业1' })
      return [first, sameId, sameName, await addFirmOnce(tx, firm(4))]
    })
    expect(told).toEqual([true, false, false, true])
    expect(await firms(store)).toEqual([firm(1), firm(4)])
  })
})

describe('a command', () => {
  const rename = command((tx) =>
    tx
      .update(enterprises)
      .set({ name: sql`${enterprises.name} || ${sql.placeholder('more')}` })
      .where(eq(enterprises.contactName, sql.placeholder('contact'))),
  )
  const remove = command((tx) =>
    tx.delete(enterprises).where(eq(enterprises.contactName, sql.placeholder('contact'))),
  )
  const many = async (tx: Tx, count: number, contactName: string) => {
    for (let n = 0; n < count; n++)
      await addFirm(tx, {
        ...firm(n),
        id: `${contactName}${n}`,
        name: `${contactName}${n}`,
        contactName,
      })
  }

  test.each([0, 1, 2, 7])('tells how many rows it touched: %i', async (count) => {
    const store = await testStore()
    const told = await store.tx(async (tx) => {
      await many(tx, count, '王')
      await many(tx, 3, '李')
      const changed = await rename(tx, { more: '厂', contact: '王' })
      return [changed, await remove(tx, { contact: '王' }), await remove(tx, { contact: '王' })]
    })
    expect(told).toEqual([count, count, 0])
    expect(await store.read.$count(enterprises)).toBe(3)
  })

  test('takes a null that equals nothing for a name without a value', async () => {
    const store = await testStore()
    const told = await store.tx(async (tx) => {
      await many(tx, 2, '王')
      return [await remove(tx, {}), await remove(tx, { contact: undefined })]
    })
    expect(told).toEqual([0, 0])
  })

  test('is undone with its transaction', async () => {
    const store = await testStore()
    await store.tx((tx) => many(tx, 2, '王'))
    const work = store.tx(async (tx) => {
      expect(await remove(tx, { contact: '王' })).toBe(2)
      throw new Error('taken back')
    })
    await expect(work).rejects.toThrow('taken back')
    expect(await store.read.$count(enterprises)).toBe(2)
  })

  test('takes text for text: quotes, semicolons and placeholders of either engine mean themselves', async () => {
    const store = await testStore()
    const hostile = ["'; drop table enterprises; --", '$1', '?', ':contact', '%', '\\', '"', '😀']
    for (const [n, contactName] of hostile.entries()) {
      await store.tx((tx) => addFirm(tx, { ...firm(n), contactName }))
      expect(await store.tx((tx) => rename(tx, { more: contactName, contact: contactName }))).toBe(
        1,
      )
    }
    const rows = await firms(store)
    expect(rows.map(({ name }) => name)).toEqual(hostile.map((text, n) => `企业${n}${text}`))
  })

  test('is built once on each connection', async () => {
    const [one, other] = [await testStore(), await testStore()]
    let built = 0
    const countFrom = command((tx) => {
      built += 1
      const values = {
        stationId: sql.placeholder('stationId'),
        year: sql.placeholder('year'),
        last: 5,
      }
      return tx.insert(petitionNumbers).values(values)
    })
    for (const year of [2026, 2027, 2028])
      await one.tx((tx) => countFrom(tx, { stationId: 'guangtong', year }))
    expect(built).toBe(1)
    await other.tx((tx) => countFrom(tx, { stationId: 'guangtong', year: 2026 }))
    expect(built).toBe(2)
    expect(await one.read.$count(petitionNumbers)).toBe(3)
    expect(await other.read.select().from(petitionNumbers)).toEqual([
      { stationId: 'guangtong', year: 2026, last: 5 },
    ])
  })
})

test('a place knows its name, and a value that always stands there has none', () => {
  expect(placeOf(sql.placeholder('at'))).toMatchObject({ key: 'at' })
  expect(placeOf('always')).toMatchObject({ key: undefined })
  expect(placeOf('always').encode(null)).toBe('always')
})

test('a whole row has every column of its table, in null where nothing is said', () => {
  const row = wholeRows(stations)({
    id: 'x',
    countyId: 'lufeng',
    kind: 'township',
    code: 'XX',
    name: '某站',
    shortName: '某',
    position: 1,
    createdAt: monday,
  })
  expect(row).toMatchObject({ id: 'x', address: null, contactName: null, phone: null })
})
