import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvRows, csvText } from '../../admin/import/csv.ts'
import { inspection, layoutOf, lettersOf } from '../../admin/import/list-columns.ts'
import { columnsMost, SheetRefused } from '../../admin/import/refusal.ts'
import { sheetRows } from '../../admin/import/sheet-rows.ts'
import type { SheetRow } from '../../admin/import/workbook.ts'
import { unpack, zipEntries } from '../../admin/import/zip.ts'
import { csvOf } from '../../admin/sheet.ts'
import { columnLetters, importHeadings } from '../../policy/import-columns.ts'
import { hostileTexts } from '../hostile.ts'
import { firmHeadings, firmRows, partsOf, sheetXml, workbookOf, zipOf } from './lists.ts'

const rowsOf = async (file: Buffer): Promise<SheetRow[]> => {
  const rows: SheetRow[] = []
  for await (const row of sheetRows(file)) rows.push(row)
  return rows
}

const refusalOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof SheetRefused) return error.message
    throw error
  }
  return 'nothing refused'
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

describe('a CSV text', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', '"', ',', '\n', '\r\n', '""', 'a"b', '张,桂英', '=1+1', ' 空 '),
  )
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  })

  test('reads as it was written, whatever stands in its cells and however its lines end', () => {
    const ends = fc.constantFrom('\n', '\r\n', '\r')
    fc.assert(
      fc.property(table, ends, fc.boolean(), (rows, end, last) => {
        const text = rows.map((cells) => cells.map(quoted).join(',')).join(end) + (last ? end : '')
        expect([...csvRows(text)].map(({ cells }) => cells)).toEqual(rows)
      }),
      { numRuns: 200 },
    )
  })

  test('numbers its rows from one, and tells columns by tabs where there are no commas', () => {
    expect([...csvRows('姓名\t电话\n甲\t1\n')]).toEqual([
      { rowNo: 1, cells: ['姓名', '电话'] },
      { rowNo: 2, cells: ['甲', '1'] },
    ])
    expect([...csvRows('a,b\tc\n')].map(({ cells }) => cells)).toEqual([['a', 'b\tc']])
  })

  test.each([
    ['', []],
    ['\n', [['']]],
    ['a', [['a']]],
    ['a,', [['a', '']]],
    [',', [['', '']]],
    ['a,b\n\nc,d', [['a', 'b'], [''], ['c', 'd']]],
    ['a"b,c', [['a"b', 'c']]],
  ])('%j has the cells %j', (text, cells) => {
    expect([...csvRows(text)].map((row) => row.cells)).toEqual(cells)
  })

  test.each([
    '"a',
    'x,"a\nb',
    '"a"b,c',
    'a\n"b',
  ])('%j has quotes that do not pair, and says where', (text) => {
    expect(refusalOf(() => [...csvRows(text)])).toMatch(/^第 \d 行的引号不成对。$/)
  })

  test('of too many columns is refused before it is kept', () => {
    const line = (columns: number) => Array.from({ length: columns }, () => 'x').join(',')
    expect([...csvRows(line(columnsMost))][0]?.cells).toHaveLength(columnsMost)
    expect(refusalOf(() => [...csvRows(line(columnsMost + 1))])).toContain('列太多')
  })

  test('is read in the time of its length', () => {
    const started = performance.now()
    const long = [
      `"${'长'.repeat(200_000)}",b`,
      ...Array.from({ length: 20_000 }, (_, n) => `${n},"甲""乙"`),
    ]
    expect([...csvRows(long.join('\n'))]).toHaveLength(20_001)
    expect(refusalOf(() => [...csvRows(`"${'""'.repeat(200_000)}`)])).toContain('引号')
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test.each([
    ['UTF-8', Buffer.from('姓名,张桂英')],
    ['UTF-8 with its mark', Buffer.from('\ufeff姓名,张桂英')],
    ['GB 18030, as old programs write', Buffer.from('d0d5c3fb2cd5c5b9f0d3a2', 'hex')],
  ])('in %s is the same text', (_, bytes) => {
    expect(csvText(bytes)).toBe('姓名,张桂英')
  })

  test('that holds bytes of no text is no list', () => {
    expect(refusalOf(() => csvText(Buffer.from([0x61, 0, 0x62])))).toContain('不是名单文件')
  })

  test('that we export ourselves reads back, but for the mark before a formula', async () => {
    const texts = hostileTexts.map(([, text]) => text.slice(0, 500).replaceAll('\0', ''))
    async function* rows() {
      for (const text of texts) yield [text, '乙']
    }
    const chunks: Buffer[] = []
    const columns = ['甲', '乙'].map((heading) => ({ heading, width: 10 }))
    for await (const chunk of csvOf(columns, rows())) chunks.push(Buffer.from(chunk))
    const read = [...csvRows(csvText(Buffer.concat(chunks)))].slice(1).map(({ cells }) => cells[0])
    const unmarked = read.map((cell) => String(cell).replace(/^'(?=[=+\-@\t\r])/, ''))
    expect(unmarked).toEqual(texts.map((text) => Buffer.from(text).toString()))
  })
})

describe('an archive', () => {
  const parts = partsOf(sheetXml([firmHeadings, ...firmRows(3)]))
  const whole = zipOf(parts)

  test('gives its files back, each as long as it says', () => {
    const entries = zipEntries(whole)
    expect(entries.map(({ name }) => name)).toEqual(parts.map(({ name }) => name))
    for (const [n, entry] of entries.entries())
      expect(unpack(whole, entry).equals(parts[n]?.bytes ?? Buffer.alloc(0))).toBe(true)
  })

  test('cut off anywhere is refused with a sentence, and read no further', () => {
    for (let length = 0; length < whole.length; length += 37)
      expect(
        refusalOf(() => zipEntries(whole.subarray(0, length))),
        `at ${length}`,
      ).toMatch(/。$/)
  })

  test('with any byte changed is read or refused, and never breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = Buffer.from(whole)
          changed[at] = ((changed[at] ?? 0) + by) % 256
          const read = await rowsOf(changed).then(
            (rows) => rows.length,
            (error: unknown) => error,
          )
          expect(typeof read === 'number' || read instanceof Error).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each([
    ['longer than it says', 10, 11],
    ['shorter than it says', 10, 9],
  ])('whose file is %s is refused', (_, size, real) => {
    const bytes = Buffer.alloc(real, 65)
    const entry = zipEntries(zipOf([{ name: 'a', bytes, size }]))[0]
    if (entry === undefined) throw new Error('no entry')
    const lied = zipOf([{ name: 'a', bytes, size }])
    expect(refusalOf(() => unpack(lied, entry))).toContain('损坏')
  })

  test('packed in a way nobody uses is refused, and what is not packed at all is taken', () => {
    const entry = { name: 'a', method: 0, packed: 3, size: 3, offset: 0 }
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    const stored = Buffer.concat([local, Buffer.from('abc')])
    expect(unpack(stored, entry).toString()).toBe('abc')
    expect(refusalOf(() => unpack(stored, { ...entry, method: 12 }))).toContain('压缩方式')
    expect(refusalOf(() => unpack(stored, { ...entry, offset: 5000 }))).toContain('损坏')
    const packed = Buffer.concat([local, deflateRawSync(Buffer.from('abc')).subarray(0, 2)])
    expect(refusalOf(() => unpack(packed, { ...entry, method: 8, packed: 2 }))).toContain('损坏')
  })
})

describe('a file by what it is', () => {
  test.each([
    ['nothing', Buffer.alloc(0), '文件是空的'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), '旧的 .xls'],
    ['a PDF', Buffer.from('%PDF-1.7'), '这是 PDF'],
    [
      'an archive of other things',
      zipOf([{ name: 'photo.jpg', bytes: Buffer.from('x') }]),
      '不是 Excel',
    ],
    ['a program', Buffer.from([0x4d, 0x5a, 0x90, 0x00, 0x03]), '不是名单文件'],
    ['a workbook of .xlsb', zipOf([{ name: 'xl/workbook.bin', bytes: Buffer.from('x') }]), '.xlsb'],
  ])('%s is refused: %s', async (_, bytes, why) => {
    await expect(rowsOf(bytes)).rejects.toThrow(why)
  })

  test('a workbook keeps the places of cells that are empty', async () => {
    const [heading] = await rowsOf(await workbookOf([['1', '', '3']], ['甲', '乙', '丙']))
    expect(heading?.cells.slice(0, 3)).toEqual(['甲', '乙', '丙'])
    const [, row] = await rowsOf(await workbookOf([['1', '', '3']], ['甲', '乙', '丙']))
    expect([row?.cells[0], row?.cells[1] ?? '', row?.cells[2]]).toEqual(['1', '', '3'])
  })

  test('texts of every kind come through a workbook as they were', async () => {
    const texts = hostileTexts
      .map(([, text]) =>
        text
          .slice(0, 300)
          .toWellFormed()
          .replaceAll(/[^\P{Cc}\n]/gu, '')
          .trim(),
      )
      .filter((text) => text !== '')
    const rows = await rowsOf(await workbookOf(texts.map((text) => [text])))
    expect(rows.slice(1).map(({ cells }) => String(cells[0]))).toEqual(texts)
  })
})

describe('how a list is laid out', () => {
  const row = (rowNo: number, ...cells: string[]): SheetRow => ({ rowNo, cells })
  const people = row(9, '张桂英', '532331194505120011')

  test.each([
    ['at the top', [row(1, '姓名', '身份证号')], 1],
    ['below a title', [row(1, '水泥厂移交名单'), row(2), row(3, '序号', '姓名', '身份证号')], 3],
    [
      'in the twentieth row',
      [...Array.from({ length: 19 }, (_, n) => row(n + 1, '说明')), row(20, '姓名', '身份证号')],
      20,
    ],
  ])('headings %s are found', (_, rows, headingRow) => {
    expect(layoutOf([...rows, people], undefined).headingRow).toBe(headingRow)
    expect(inspection([...rows, people])).toMatchObject({ headingRow, found: true })
  })

  test('headings that are not there, or too far down, are asked for', () => {
    const far = Array.from({ length: 20 }, (_, n) => row(n + 1, '说明'))
    for (const rows of [[people], [], [...far, row(21, '姓名', '身份证号')]])
      expect(refusalOf(() => layoutOf(rows, undefined))).toContain('没有找到标题行')
  })

  test('what the page shows then is the fullest row, with letters, and every field to choose', () => {
    const shown = inspection([row(1, '名单'), row(2, '人', '号', '厂')])
    expect(shown).toMatchObject({ headingRow: 2, found: false, guess: {} })
    expect(shown.columns).toEqual([
      { letters: 'A', text: '人' },
      { letters: 'B', text: '号' },
      { letters: 'C', text: '厂' },
    ])
    expect(shown.fields.filter(({ needed }) => needed).map(({ field }) => field)).toEqual([
      'name',
      'idNumber',
    ])
    expect(shown.fields).toHaveLength(Object.keys(importHeadings).length)
    expect(inspection([])).toMatchObject({ headingRow: 1, found: false, columns: [] })
  })

  test('columns chosen by hand are those, by their letters', () => {
    const letters = fc.uniqueArray(fc.nat(701), { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(letters, ([name = 0, idNumber = 1]) => {
        const columns = { name: columnLetters(name), idNumber: columnLetters(idNumber) }
        const layout = layoutOf([], { headingRow: 4, columns })
        expect(layout).toEqual({ headingRow: 4, map: { name, idNumber } })
        expect(lettersOf(layout)).toEqual(columns)
      }),
    )
  })

  test.each([
    [{ name: 'A' }, '身份证号码'],
    [{ idNumber: 'B' }, '姓名'],
    [{ name: '', idNumber: 'B' }, '姓名'],
    [{ name: 'a', idNumber: 'B' }, '列号'],
    [{ name: '1', idNumber: 'B' }, '列号'],
    [{ name: 'ABC', idNumber: 'B' }, '列号'],
    [{ name: 'A', idNumber: 'B', phone: '？' }, '列号'],
  ])('%j cannot be chosen: %s', (columns, why) => {
    expect(refusalOf(() => layoutOf([], { headingRow: 1, columns }))).toContain(why)
  })

  test('a column that is none of ours is passed over', () => {
    const columns = { name: 'A', idNumber: 'B', constructor: 'C', password: 'D' }
    expect(layoutOf([], { headingRow: 1, columns }).map).toEqual({ name: 0, idNumber: 1 })
  })
})
