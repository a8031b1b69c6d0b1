import { Readable } from 'node:stream'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSheet } from '../../admin/import/read-sheet.ts'
import type { SheetRow } from '../../admin/import/workbook.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { firmHeadings, firmRows, partsOf, sheetXml, workbookOf, zipOf } from './lists.ts'

beforeAll(ensureBuilt)

const people = firmRows(3)
const plain = () => zipOf(partsOf(sheetXml([firmHeadings, ...people])))

async function rowsOf(bytes: Buffer, waitMs?: number): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  for await (const batch of readSheet(Readable.from([bytes]), waitMs)) rows.push(...batch)
  return rows
}

async function refusalOf(bytes: Buffer, waitMs?: number) {
  const started = performance.now()
  const error = await rowsOf(bytes, waitMs).then(
    () => new Error('nothing refused'),
    (thrown: unknown) => thrown,
  )
  const ms = performance.now() - started
  return { message: error instanceof Error ? error.message : '', ms }
}

const withPart = (name: string, bytes: Buffer, size?: number) =>
  zipOf([
    ...partsOf(sheetXml([firmHeadings, ...people])),
    size === undefined ? { name, bytes } : { name, bytes, size },
  ])
const replaced = (name: string, bytes: Buffer, size: number) =>
  zipOf(
    partsOf(sheetXml([firmHeadings])).map((part) =>
      part.name === name ? { name, bytes, size } : part,
    ),
  )
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024)

describe('what a list may look like', () => {
  test('a workbook of our own writer and one made by hand read alike', async () => {
    const [own, byHand] = [await rowsOf(await workbookOf(people)), await rowsOf(plain())]
    expect(own.map(({ cells }) => cells.slice(0, 5))).toEqual(
      byHand.map(({ cells }) => cells.slice(0, 5)),
    )
    expect(byHand[1]).toEqual({ rowNo: 2, cells: people[0] })
  })

  test('numbers stay numbers, and formulas are told from what they come to', async () => {
    const sheet = sheetXml([['<f>1+1</f>', 'b'], ['c']]).replace(
      't="inlineStr"><is><t>c</t></is>',
      '><v>532331194505120000</v>',
    )
    const rows = await rowsOf(zipOf(partsOf(sheet)))
    expect(rows).toEqual([
      { rowNo: 1, cells: [{ f: true }, 'b'] },
      { rowNo: 2, cells: [532331194505120000] },
    ])
  })

  const csv = `姓名,身份证号码,备注\r\n张桂英,"53,""x""","两\n行"\r\n李长寿,1,`
  const gb = Buffer.from('d0d5c3fb2cc9edb7ddd6a4bac50ad5c52c31', 'hex')
  test.each<[string, Buffer, unknown[]]>([
    [
      'UTF-8',
      Buffer.from(csv),
      [
        ['姓名', '身份证号码', '备注'],
        ['张桂英', '53,"x"', '两\n行'],
        ['李长寿', '1', ''],
      ],
    ],
    ['UTF-8 with a mark', Buffer.from('\uFEFF姓名,a\n'), [['姓名', 'a']]],
    [
      'GB 18030',
      gb,
      [
        ['姓名', '身份证号'],
        ['张', '1'],
      ],
    ],
    [
      'tabs',
      Buffer.from('姓名\t身份证\n张\t1'),
      [
        ['姓名', '身份证'],
        ['张', '1'],
      ],
    ],
  ])('CSV in %s', async (_name, bytes, cells) => {
    expect((await rowsOf(bytes)).map((row) => row.cells)).toEqual(cells)
  })
})

describe('hostile files are refused with a sentence within 10 seconds', () => {
  const cut = plain()
  const cases: readonly (readonly [string, () => Buffer, RegExp])[] = [
    ['nothing', () => Buffer.alloc(0), /空的/],
    [
      'an old .xls by the name of .xlsx',
      () => Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'),
      /旧的 .xls/,
    ],
    ['a PDF', () => Buffer.from('%PDF-1.7\n'), /PDF/],
    ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /不是名单/],
    [
      'an archive that is no workbook',
      () => zipOf([{ name: 'a.txt', bytes: Buffer.from('a') }]),
      /不是 Excel/,
    ],
    ['an archive cut off in the middle', () => cut.subarray(0, cut.length >> 1), /不完整/],
    ['an archive without its last byte', () => cut.subarray(0, cut.length - 1), /不完整/],
    ['100 MB of nothing in 100 KB', () => withPart('xl/media/a.xml', zeros(100)), /展开后太大/],
    [
      'a sheet that says 10 bytes and is 60 MB',
      () => replaced('xl/worksheets/sheet1.xml', zeros(60), 10),
      /不完整/,
    ],
    [
      'a sheet that says more than it is',
      () => replaced('xl/worksheets/sheet1.xml', zeros(1), 5_000_000),
      /不完整/,
    ],
    [
      'an external link',
      () => withPart('xl/externalLinks/externalLink1.xml', Buffer.from('<a/>')),
      /外部链接/,
    ],
    [
      'entities',
      () =>
        withPart('xl/theme/theme1.xml', Buffer.from('<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>')),
      /不该有/,
    ],
    [
      '600 files',
      () =>
        zipOf(Array.from({ length: 600 }, (_, at) => ({ name: `${at}`, bytes: Buffer.from('') }))),
      /太多/,
    ],
    [
      'a row of 16,000 columns',
      () => zipOf(partsOf(sheetXml([['a']]).replace('r="A1"', 'r="WVL1"'))),
      /列太多/,
    ],
    ['quotes without an end', () => Buffer.from('姓名,"身份证\n张,1'), /引号/],
  ]

  test.each(cases)('%s', async (_what, make, sentence) => {
    const { message, ms } = await refusalOf(make())
    expect(message).toMatch(sentence)
    expect(ms).toBeLessThan(10_000)
  })

  const merge = (...refs: string[]) =>
    `<mergeCells>${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
  const validation = (...sqrefs: string[]) =>
    `<dataValidations>${sqrefs.map((sqref) => `<dataValidation type="list" sqref="${sqref}"><formula1>"a"</formula1></dataValidation>`).join('')}</dataValidations>`
  const newer = (sqref: string) =>
    `<extLst><ext><x14:dataValidations><x14:dataValidation type="list"><xm:sqref>${sqref}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>`
  const withExtra = (extra: string) => zipOf(partsOf(sheetXml([firmHeadings, ...people], extra)))

  test.each([
    ['one merge over every cell', merge('A1:XFD1048576'), /合并的单元格太多/],
    ['a thousand merges of a thousand', merge(...Array(1000).fill('A1:J100')), /合并的单元格太多/],
    ['a merge of whole columns', merge('A:F'), /合并的单元格太多/],
    ['a validation over a million cells', validation('A1:A1048576'), /有效性/],
    [
      'validations that together cover a million',
      validation(...Array(20).fill('B2:B60000')),
      /有效性/,
    ],
    ['many areas of one validation', validation('A1:J60000 L1:U60000 $W:$W'), /有效性/],
    ['a validation as newer programs write it', newer('A1:A1048576'), /有效性/],
  ])('%s', async (_what, extra, sentence) => {
    const { message, ms } = await refusalOf(withExtra(extra))
    expect(message).toMatch(sentence)
    expect(ms).toBeLessThan(10_000)
  })

  test.each([
    ['a title over the columns', merge('A1:F1', 'A6:C6')],
    ['drop-down lists down to the last row', validation('B2:B20001 C2:C20001', 'F2:F20001')],
    ['areas that are none', validation('', 'Sheet2!A', 'A-1')],
  ])('%s does no harm', async (_what, extra) => {
    expect(await rowsOf(withExtra(extra))).toHaveLength(4)
  })

  test('a file that keeps the reader busy is given up', async () => {
    const { message } = await refusalOf(plain(), 1)
    expect(message).toMatch(/时间太长/)
  })

  test('more rows than a list has are refused', async () => {
    const { message } = await refusalOf(Buffer.from('a,b\n'.repeat(60_000)))
    expect(message).toMatch(/最多 50000 行/)
  })

  test('no bytes make the reader do anything but answer', async () => {
    const base = plain()
    for (let at = 60; at < base.length; at += Math.floor(base.length / 6)) {
      const bytes = Buffer.from(base)
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      const { message } = await refusalOf(bytes)
      expect(message).not.toBe('')
    }
  })
})
