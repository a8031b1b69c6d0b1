import { Readable } from 'node:stream'
import { beforeAll, describe, expect, test } from 'vitest'
import { runImport, startImport, type UploadedList } from '../../admin/import/import-list.ts'
import { receiptOf } from '../../admin/import/receipt.ts'
import { importTemplate } from '../../admin/import/template.ts'
import { listLedger } from '../../db/ledger-query.ts'
import { enterprises } from '../../db/ledgers/enterprise.ts'
import { confirmImport, decideRows, dropImport, undoImport } from '../../db/ledgers/import-acts.ts'
import { importRows } from '../../db/ledgers/import-rows.ts'
import { beginImport } from '../../db/ledgers/import-stage.ts'
import { markMeeting } from '../../db/ledgers/intake.ts'
import { retireeLedger, retirees } from '../../db/ledgers/retiree.ts'
import { changesOf, unitsOf } from '../../db/ledgers/retiree-course.ts'
import { importedRetirees, importedRows, type RowOutcome } from '../../db/ledgers/retiree-import.ts'
import { retireeTokens } from '../../db/ledgers/retiree-token.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { idNumberFor } from '../people.ts'
import { monday, system, testStore } from '../support.ts'
import { firmHeadings, firmRows } from './lists.ts'

beforeAll(ensureBuilt)

const csvOf = (rows: readonly (readonly string[])[], headings = firmHeadings) =>
  Buffer.from([headings, ...rows].map((row) => row.join(',')).join('\n'))

async function upload(store: Store, bytes: Buffer, values: Partial<UploadedList> = {}) {
  const list = { fileName: '水泥厂.csv', stationId: 'guangtong', ...values }
  const row = await startImport(store, list, system, monday)
  return runImport(store, row, { ...list, file: Readable.from([bytes]) }, monday)
}

const confirm = (store: Store, id: string, now = monday) =>
  store.tx((tx) => confirmImport(tx, id, system, now))

const rowsOf = (store: Store, id: string, outcome: RowOutcome) =>
  importRows(store.read, id, { outcome, after: 0, limit: 100 })

const people = (store: Store) => store.read.select().from(retirees)

describe('taking a list over', () => {
  test('leaves the register alone until somebody confirms, then takes everybody', async () => {
    const store = await testStore()
    const read = await upload(store, csvOf(firmRows(25)))
    expect(read).toMatchObject({ status: 'ready', rowCount: 25, newCount: 25, faultCount: 0 })
    expect(read.mapping).toEqual({
      name: 'B',
      idNumber: 'C',
      phone: 'D',
      enterprise: 'E',
      station: 'F',
    })
    expect(await people(store)).toEqual([])
    expect(await store.read.$count(enterprises)).toBe(0)

    expect(await confirm(store, read.id)).toMatchObject({ status: 'confirmed', newCount: 25 })
    expect(await people(store)).toHaveLength(25)
    expect(await store.read.$count(enterprises)).toBe(1)
    expect(await store.read.$count(importedRetirees)).toBe(0)
    const [first] = await people(store)
    expect(await unitsOf(store.read, first?.id ?? '')).toEqual([
      expect.objectContaining({ fromOn: '2026-03-02', toOn: null, reason: '批量接收' }),
    ])
    await expect(confirm(store, read.id)).rejects.toThrow('已导入')
  })

  test('its people are found, read and opened like any other', async () => {
    const store = await testStore()
    const [row = []] = firmRows(1)
    const { id } = await upload(store, csvOf([row]))
    await confirm(store, id)
    const reader = { role: 'center_clerk' } as const
    const page = { q: (row[1] ?? '').slice(1), limit: 5, view: 'paper' } as const
    const { items } = await listLedger(store.read, retireeLedger, countyScope, reader, page)
    expect(items).toEqual([
      expect.objectContaining({
        name: row[1],
        phone: '138****0000',
        idNumber: `5323**********${row[2]?.slice(-4)}`,
        enterpriseName: '禄丰县水泥厂',
        stationName: '广通镇劳动保障工作站',
        status: 'incoming',
      }),
    ])
  })

  test('names of stations, long or short, and categories decide who manages', async () => {
    const store = await testStore()
    const headings = ['姓名', '身份证号码', '管理单位', '类别']
    const [a, b, c] = firmRows(3).map((row) => [row[1] ?? '', row[2] ?? ''])
    const rows = [
      [...(a ?? []), '黑井', ''],
      [...(b ?? []), '黑井镇劳动保障工作站', '内部退养人员'],
      [...(c ?? []), '', ''],
    ]
    const { id } = await upload(store, csvOf(rows, headings))
    await confirm(store, id)
    const units = (await people(store)).map((row) => row.stationId).sort()
    expect(units).toEqual(['center', 'guangtong', 'heijing'])
  })

  test('the second time nothing changes', async () => {
    const store = await testStore()
    const file = csvOf(firmRows(25))
    const first = await upload(store, file)
    await confirm(store, first.id)
    const before = await people(store)
    const second = await upload(store, file)
    expect(second).toMatchObject({ newCount: 0, sameCount: 25, askCount: 0 })
    expect(second.fileHash).toBe(first.fileHash)
    expect(await confirm(store, second.id)).toMatchObject({ newCount: 0, updatedCount: 0 })
    expect(await people(store)).toEqual(before)
  })

  test('one fault keeps everybody out, and says in which cell', async () => {
    const store = await testStore()
    const rows = firmRows(3)
    const unnamed = [...rows, ['4', '周', idNumberFor('1950-01-01'), '', '', '']]
    const wrong = [...unnamed, ['5', '吴玉芳', '532331194505120018', '', '', '火星']]
    const { id, status, faultCount } = await upload(store, csvOf(wrong))
    expect([status, faultCount]).toEqual(['ready', 2])
    expect(await rowsOf(store, id, 'fault')).toMatchObject([
      { rowNo: 5, name: '周', remarks: [{ cell: 'B5', message: '姓名至少两个字。' }] },
      { rowNo: 6, remarks: [{ cell: 'C6' }] },
    ])
    await expect(confirm(store, id)).rejects.toThrow('还有 2 行有错')
    expect(await people(store)).toEqual([])
  })

  test('a station nobody knows is a fault of its cell', async () => {
    const store = await testStore()
    const { id } = await upload(store, csvOf(firmRows(1, '火星')))
    expect(await rowsOf(store, id, 'fault')).toMatchObject([{ remarks: [{ cell: 'F2' }] }])
  })

  test.each<[string, Buffer]>([
    ['no row of headings', csvOf([], ['甲', '乙'])],
    ['nothing but blanks', Buffer.from(' \n \n')],
    ['a sheet without rows', Buffer.from('\n')],
  ])('%s leaves nothing but the reason', async (_what, bytes) => {
    const store = await testStore()
    const row = await upload(store, bytes)
    expect(row).toMatchObject({ status: 'failed', problem: expect.stringContaining('标题行') })
    expect(await store.read.$count(importedRows)).toBe(0)
  })

  test('columns can be chosen by hand', async () => {
    const store = await testStore()
    const rows = firmRows(2).map((row) => [row[2] ?? '', row[1] ?? ''])
    const columns = { headingRow: 1, columns: { name: 'B', idNumber: 'A' } }
    const read = await upload(store, csvOf(rows, ['号', '谁']), { columns })
    expect(read).toMatchObject({ status: 'ready', newCount: 2 })
  })

  test('a file of more than 10 MB is refused', async () => {
    const store = await testStore()
    const row = await upload(store, Buffer.alloc(11 * 1024 * 1024, 'a,b\n'))
    expect(row).toMatchObject({ status: 'failed', problem: expect.stringContaining('太大') })
  })

  test('the template can be filled in and read', async () => {
    const store = await testStore()
    const chunks: Buffer[] = []
    for await (const chunk of importTemplate()) chunks.push(Buffer.from(chunk))
    const { id, status } = await upload(store, Buffer.concat(chunks))
    expect(status).toBe('ready')
    expect(await rowsOf(store, id, 'fault')).toHaveLength(1)
  })
})

describe('a number that comes twice in a list', () => {
  const [first = []] = firmRows(1)
  const second = first.with(1, '周桂芳').with(3, '13900000001')
  const third = first.with(1, '吴玉芳').with(3, '13900000002')
  const said = (before: number) => [
    {
      cell: expect.stringMatching(/^C\d$/),
      message: `身份证号码与第 ${before} 行重复。保留：用第 ${before} 行；采用：用这一行。`,
    },
  ]

  test('is asked about with its cell, and keeps the list waiting', async () => {
    const store = await testStore()
    const read = await upload(store, csvOf([first, ...firmRows(2).slice(1), second]))
    expect(read).toMatchObject({ status: 'ready', rowCount: 3, newCount: 2, askCount: 1 })
    const asked = await rowsOf(store, read.id, 'ask')
    expect(asked).toMatchObject([{ rowNo: 4, name: '周桂芳', decision: null, remarks: said(2) }])
    await expect(confirm(store, read.id)).rejects.toThrow('还有 1 行需要决定')
    expect(await people(store)).toEqual([])
  })

  test.each<[string, readonly ('keep' | 'take')[], string]>([
    ['the first where both others are left', ['keep', 'keep'], first[1] ?? ''],
    ['the second where it is taken', ['take', 'keep'], '周桂芳'],
    ['the third where it is taken', ['keep', 'take'], '吴玉芳'],
    ['the last of those that are taken', ['take', 'take'], '吴玉芳'],
  ])('one person comes of three rows: %s', async (_which, decisions, name) => {
    const store = await testStore()
    const { id } = await upload(store, csvOf([first, second, third]))
    for (const [at, decision] of decisions.entries())
      await store.tx((tx) => decideRows(tx, id, { rowNo: at + 3, decision }, system))
    expect(await confirm(store, id)).toMatchObject({ newCount: 1, updatedCount: 0 })
    expect((await people(store)).map((row) => row.name)).toEqual([name])
    expect(await upload(store, csvOf([first]))).toMatchObject({ newCount: 0 })
  })

  test.each<[string, 'keep' | 'take', string, number]>([
    ['leaves them as they are', 'keep', first[1] ?? '', 0],
    ['is what they become', 'take', '周桂芳', 1],
  ])('for somebody of the register: what the second row says %s', async (_what, decision, name, updated) => {
    const store = await testStore()
    await confirm(store, (await upload(store, csvOf([first]))).id)
    const read = await upload(store, csvOf([first, second]))
    expect(read).toMatchObject({ sameCount: 1, askCount: 1, newCount: 0 })
    const [asked] = await rowsOf(store, read.id, 'ask')
    expect(asked?.remarks.map(({ message }) => message)).toEqual([
      expect.stringContaining('与第 2 行重复'),
      expect.stringContaining(`名册中的姓名是${first[1]}`),
    ])
    await store.tx((tx) => decideRows(tx, read.id, { decision }, system))
    expect(await confirm(store, read.id)).toMatchObject({ newCount: 0, updatedCount: updated })
    expect((await people(store)).map((row) => row.name)).toEqual([name])
  })

  test('two rows taken for one person of the register change them once, and can be taken back', async () => {
    const store = await testStore()
    await confirm(store, (await upload(store, csvOf([first]))).id)
    const before = await people(store)
    const { id } = await upload(store, csvOf([second, third]))
    await store.tx((tx) => decideRows(tx, id, { decision: 'take' }, system))
    expect(await confirm(store, id, monday + 1)).toMatchObject({ newCount: 0, updatedCount: 1 })
    expect((await people(store)).map((row) => row.name)).toEqual(['吴玉芳'])
    await store.tx((tx) => undoImport(tx, id, system, monday + 2))
    expect(await people(store)).toMatchObject([{ name: before[0]?.name }])
  })

  test('three times as it stands in the register changes nothing and asks nothing', async () => {
    const store = await testStore()
    await confirm(store, (await upload(store, csvOf([first]))).id)
    const before = await people(store)
    const read = await upload(store, csvOf([first, first, first]))
    expect(read).toMatchObject({ sameCount: 3, askCount: 0, newCount: 0 })
    await confirm(store, read.id)
    expect(await people(store)).toEqual(before)
  })
})

describe('somebody who is there already', () => {
  const known = async (values: Record<number, string>) => {
    const store = await testStore()
    const rows = firmRows(2)
    const first = await upload(store, csvOf(rows))
    await confirm(store, first.id)
    const changed = rows.map((row, at) =>
      at === 0 ? row.map((cell, column) => values[column] ?? cell) : row,
    )
    return { store, read: await upload(store, csvOf(changed)), rows }
  }

  test('with another name or telephone is asked about, and kept or taken', async () => {
    const { store, read, rows } = await known({ 1: '冯桂芳', 3: '13900000000' })
    expect(read).toMatchObject({ sameCount: 1, askCount: 1, newCount: 0 })
    const [asked] = await rowsOf(store, read.id, 'ask')
    expect(asked?.remarks[0]?.message).toContain(`名册中的姓名是${rows[0]?.[1]}`)
    await expect(confirm(store, read.id)).rejects.toThrow('还有 1 行需要决定')
    await store.tx((tx) => decideRows(tx, read.id, { decision: 'take' }, system))
    expect(await confirm(store, read.id)).toMatchObject({ newCount: 0, updatedCount: 1 })
    const person = (await people(store)).find((row) => row.name === '冯桂芳')
    const changes = await changesOf(store.read, person?.id ?? '')
    expect(changes.map((change) => change.label).sort()).toEqual(['姓名', '联系电话'])
  })

  test('stays as they are where staff keep the register', async () => {
    const { store, read } = await known({ 3: '13900000000' })
    const before = await people(store)
    await store.tx((tx) => decideRows(tx, read.id, { rowNo: 2, decision: 'keep' }, system))
    await confirm(store, read.id)
    expect(await people(store)).toEqual(before)
  })

  test('of the same name and birthday but another number is another person if staff say so', async () => {
    const store = await testStore()
    const [row = []] = firmRows(1)
    const first = await upload(store, csvOf([row]))
    await confirm(store, first.id)
    const other = firmRows(21).at(20) ?? []
    const twin = csvOf([['1', row[1] ?? '', other[2] ?? '', '', '', '']])
    for (const [decision, count] of [
      ['keep', 1],
      ['take', 2],
    ] as const) {
      const read = await upload(store, twin)
      expect(read).toMatchObject({ askCount: 1, newCount: 0 })
      await store.tx((tx) => decideRows(tx, read.id, { decision }, system))
      await confirm(store, read.id)
      expect(await people(store)).toHaveLength(count)
    }
  })

  test('who was registered after the list was read stops it as a whole', async () => {
    const store = await testStore()
    const file = csvOf(firmRows(5))
    const slow = await upload(store, file)
    const quick = await upload(store, csvOf(firmRows(1)))
    await confirm(store, quick.id)
    await expect(confirm(store, slow.id)).rejects.toThrow('名册又有变动')
    expect(await people(store)).toHaveLength(1)
  })
})

describe('taking an import back', () => {
  test('leaves the register as it was, and the list can come again', async () => {
    const store = await testStore()
    const file = csvOf(firmRows(10))
    const { id } = await upload(store, file)
    await confirm(store, id)
    await store.tx((tx) => undoImport(tx, id, system, monday))
    expect(await people(store)).toEqual([])
    expect(await store.read.$count(retireeTokens)).toBe(0)
    expect(await upload(store, file)).toMatchObject({ newCount: 10 })
  })

  test('gives people back what the list had changed', async () => {
    const store = await testStore()
    const [row = []] = firmRows(1)
    await confirm(store, (await upload(store, csvOf([row]))).id)
    const before = await people(store)
    const changed = row.map((cell, at) => (at === 1 ? '冯桂芳' : cell))
    const { id } = await upload(store, csvOf([changed]))
    await store.tx((tx) => decideRows(tx, id, { decision: 'take' }, system))
    await confirm(store, id, monday + 1)
    await store.tx((tx) => undoImport(tx, id, system, monday + 2))
    expect(await people(store)).toEqual(before)
  })

  test('whom the list had made the center’s goes back to the station', async () => {
    const store = await testStore()
    const headings = ['姓名', '身份证号码', '类别']
    const [row = []] = firmRows(1)
    const listed = (category: string) => csvOf([[row[1] ?? '', row[2] ?? '', category]], headings)
    await confirm(store, (await upload(store, listed(''))).id)
    const [before] = await people(store)
    const { id } = await upload(store, listed('供养遗属'))
    await store.tx((tx) => decideRows(tx, id, { decision: 'take' }, system))
    await confirm(store, id, monday + 1)
    expect((await people(store))[0]).toMatchObject({
      category: 'dependent_survivor',
      stationId: 'center',
    })
    await store.tx((tx) => undoImport(tx, id, system, monday + 2))
    expect(await people(store)).toEqual([before])
    const units = await unitsOf(store.read, before?.id ?? '')
    expect(units.map(({ stationName, toOn }) => [stationName.slice(0, 2), toOn])).toEqual([
      ['广通', '2026-03-02'],
      ['县退', '2026-03-02'],
      ['广通', null],
    ])
  })

  test.each<[string, (store: Store, id: string) => Promise<unknown>]>([
    [
      'was met',
      (store, id) => store.tx((tx) => markMeeting(tx, id, ['met'], '2026-03-02', system, monday)),
    ],
    [
      'was changed',
      (store, id) => store.tx((tx) => updateRetiree(tx, id, { patch: '城东' }, system, monday)),
    ],
  ])('is refused when one of them %s since', async (_what, act) => {
    const store = await testStore()
    const { id } = await upload(store, csvOf(firmRows(3)))
    await confirm(store, id)
    const [person] = await people(store)
    await act(store, person?.id ?? '')
    const undo = store.tx((tx) => undoImport(tx, id, system, monday))
    await expect(undo).rejects.toThrow('不能整批撤销')
    expect(await people(store)).toHaveLength(3)
  })

  test('a list that waits can be given up', async () => {
    const store = await testStore()
    const { id } = await upload(store, csvOf(firmRows(3)))
    await store.tx((tx) => dropImport(tx, id, system, monday))
    expect(await store.read.$count(importedRetirees)).toBe(0)
    await expect(confirm(store, id)).rejects.toThrow('已放弃')
  })

  test('a reading that died is cleared away by the next', async () => {
    const store = await testStore()
    const list = { fileName: 'a.csv', stationId: 'guangtong' }
    const dead = await store.tx((tx) => beginImport(tx, list, system, monday))
    await store.tx((tx) => beginImport(tx, list, system, monday + 3_600_000))
    await expect(confirm(store, dead.id)).rejects.toThrow('未能读取')
  })
})

test('the receipt names both sides and everybody, without whole ID numbers', async () => {
  const store = await testStore()
  const rows = firmRows(3)
  const { id } = await upload(store, csvOf(rows))
  const confirmed = await confirm(store, id)
  let html = ''
  for await (const chunk of receiptOf(store.read, confirmed)) html += String(chunk)
  for (const row of rows) {
    expect(html).toContain(row[1])
    expect(html).toContain(`<td>${row[2]?.slice(-4)}</td>`)
    expect(html).not.toContain(row[2])
  }
  expect(html).toMatch(/移交单位（盖章）.*接收单位（盖章）/s)
  expect(html).toContain('新接收 3 人')
})
