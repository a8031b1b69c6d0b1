import { Readable } from 'node:stream'
import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { runImport, startImport } from '../../admin/import/import-list.ts'
import type { ChosenColumns } from '../../admin/import/list-columns.ts'
import { dialect } from '../../db/columns.ts'
import { confirmImport } from '../../db/ledgers/import-acts.ts'
import { importRows } from '../../db/ledgers/import-rows.ts'
import { retirees, retireeWordsOf } from '../../db/ledgers/retiree.ts'
import { importedRetirees } from '../../db/ledgers/retiree-import.ts'
import type { Store } from '../../db/store.ts'
import { columnLetters, type ImportField, importHeadings } from '../../policy/import-columns.ts'
import { cellWords } from '../../policy/import-row.ts'
import { foldName, nameFault } from '../../policy/person-name.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { hostileTexts } from '../hostile.ts'
import { idNumberFor } from '../people.ts'
import { monday, system, testStore } from '../support.ts'

beforeAll(ensureBuilt)

/** Texts that a file of text can hold. */
const hostile = hostileTexts.map(([, text]) => text).filter((text) => !text.includes('\0'))
const fields = Object.keys(importHeadings) as ImportField[]

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const csvOf = (rows: readonly (readonly string[])[]) =>
  Buffer.from(rows.map((row) => row.map(quoted).join(',')).join('\n'))

async function read(store: Store, bytes: Buffer, columns?: ChosenColumns) {
  const list = { fileName: '名单.csv', stationId: 'guangtong', columns }
  const row = await startImport(store, list, system, monday)
  return runImport(store, row, { ...list, file: Readable.from([bytes]) }, monday)
}

type Line = Readonly<Partial<Record<ImportField, string>>>
const line = (at: number, values: Line = {}): Line => ({
  name: '张桂英',
  idNumber: idNumberFor(`19${30 + (at % 30)}-0${1 + (Math.floor(at / 30) % 9)}-12`, 2),
  ...values,
})

describe.each(fields)('whatever is written into the column %s', (field) => {
  const column = fields.indexOf(field)
  const rows = hostile.map((text, at) => line(at, { [field]: text }))
  const file = csvOf([
    fields.map((key) => importHeadings[key]),
    ...rows.map((row) => fields.map((key) => row[key] ?? '')),
  ])

  test('every row is a person or a fault of that very cell, and none is lost', async () => {
    const store = await testStore()
    const ready = await read(store, file)
    expect([ready.status, ready.rowCount]).toEqual(['ready', rows.length])
    expect(ready.newCount + ready.faultCount + ready.askCount).toBe(rows.length)
    expect(await store.read.$count(importedRetirees)).toBe(rows.length - ready.faultCount)
    const faults = await importRows(store.read, ready.id, {
      outcome: 'fault',
      after: 0,
      limit: 100,
    })
    for (const { rowNo, remarks } of faults) {
      expect(remarks.map(({ cell }) => cell)).toEqual([`${columnLetters(column)}${rowNo}`])
      for (const { message } of remarks) expect(message).toMatch(/^[^<>]{4,60}$/u)
    }
    expect(await store.read.$count(retirees)).toBe(0)
  })
})

/** The rows of a field that no fault keeps out, confirmed. */
async function taken(field: ImportField, texts: readonly string[]) {
  const store = await testStore()
  const rows = texts.map((text, at) => line(at, { [field]: text }))
  const keys = [...new Set<ImportField>(['name', 'idNumber', field])]
  const head = keys.map((key) => importHeadings[key])
  const ready = await read(
    store,
    csvOf([head, ...rows.map((row) => keys.map((key) => row[key] ?? ''))]),
  )
  expect([ready.status, ready.faultCount, ready.newCount]).toEqual(['ready', 0, texts.length])
  await store.tx((tx) => confirmImport(tx, ready.id, system, monday))
  const people = await store.read.select().from(retirees).orderBy(asc(retirees.id))
  return people.map((row) => ({ ...row, ...retireeWordsOf(store.read, row) }))
}

describe('what no rule is against', () => {
  test.each([
    'residence',
    'patch',
  ] as const)('stands in %s as it was written, but for what nobody sees', async (field) => {
    const most = field === 'patch' ? 30 : 100
    const texts = hostile.filter((text) => [...cellWords(text)].length <= most)
    const people = await taken(field, texts)
    const empty = field === 'patch' ? '' : null
    expect(people.map((row) => row[field])).toEqual(texts.map((text) => cellWords(text) || empty))
  })

  test('is a name in whatever letters', async () => {
    const texts = [
      ...hostile,
      'Maria Garcia',
      '阿米娜·依布拉音',
      '欧 阳',
      '𬭎龍生',
      'Ａｌｉ',
    ].filter((text) => nameFault(foldName(cellWords(text))) === undefined)
    expect(texts.length).toBeGreaterThan(5)
    const people = await taken('name', texts)
    expect(people.map(({ name }) => name)).toEqual(texts.map((text) => foldName(cellWords(text))))
  })

  test.each([
    ['2345.6', 234_560],
    ['2,345.60元', 234_560],
    ['0', 0],
    ['100000', 10_000_000],
    ['0.005', 1],
    ['１２３４', null],
  ])('a pension of %s is %s fen or a fault', async (text, fen) => {
    if (fen !== null)
      return expect((await taken('monthlyPension', [text]))[0]?.monthlyPensionFen).toBe(fen)
    const head = ['姓名', '身份证号码', '养老金标准']
    const { name = '', idNumber = '' } = line(1)
    const ready = await read(await testStore(), csvOf([head, [name, idNumber, text]]))
    return expect([ready.newCount, ready.faultCount]).toEqual([0, 1])
  })
})

const layout = fc.record({
  /** Where the four columns stand among fifteen. */
  places: fc.shuffledSubarray(
    Array.from({ length: 30 }, (_, at) => at),
    { minLength: 4, maxLength: 4 },
  ),
  above: fc.array(fc.constantFrom('移交名单', '单位：水泥厂', '', '2026年3月'), { maxLength: 12 }),
  byHand: fc.boolean(),
  blanks: fc.boolean(),
})

test('wherever the columns stand and whatever stands above them, guessed or chosen by hand, the people are the same', async () => {
  const people = [0, 1, 2].map((at) => line(at, { phone: `1380013800${at}`, patch: `第${at}片区` }))
  const keys = ['name', 'idNumber', 'phone', 'patch'] as const
  await fc.assert(
    fc.asyncProperty(layout, async ({ places, above, byHand, blanks }) => {
      const store = await testStore()
      const width = Math.max(...places) + 1
      const spread = (cells: readonly string[]) => {
        const row = Array.from({ length: width }, () => '')
        for (const [at, place] of places.entries()) row[place] = cells[at] ?? ''
        return row
      }
      const head = spread(keys.map((key) => (byHand ? `列${key}` : importHeadings[key])))
      const body = people.map((row) => spread(keys.map((key) => row[key] ?? '')))
      const rows = [
        ...above.map((text) => [text, '']),
        head,
        ...body.flatMap((row) => (blanks ? [row, ['']] : [row])),
      ]
      const letters = keys.map((key, at) => [key, columnLetters(places[at] ?? 0)])
      const columns = { headingRow: above.length + 1, columns: Object.fromEntries(letters) }
      const ready = await read(store, csvOf(rows), byHand ? columns : undefined)
      expect(ready).toMatchObject({ status: 'ready', rowCount: 3, newCount: 3, faultCount: 0 })
      expect(ready.mapping).toEqual(columns.columns)
      await store.tx((tx) => confirmImport(tx, ready.id, system, monday))
      const found = await store.read
        .select()
        .from(retirees)
        .where(eq(retirees.importId, ready.id))
        .orderBy(asc(retirees.id))
      expect(
        found.map((row) => {
          const { idNumber, phone } = retireeWordsOf(store.read, row)
          return { name: row.name, idNumber, phone, patch: row.patch }
        }),
      ).toEqual(people)
    }),
    { numRuns: dialect === 'pg' ? 3 : 8 },
  )
}, 90_000)
