import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  columnLetters,
  guessColumns,
  type ImportField,
  importHeadings,
  isHeadingRow,
} from '../../policy/import-columns.ts'
import { readListedDay } from '../../policy/import-row.ts'

// Cast: the keys of the very record.
const fields = Object.entries(importHeadings) as [ImportField, string][]

/** How firms write a heading that is the official one all the same. */
const written: readonly (readonly [string, (heading: string) => string])[] = [
  ['as it is', (heading) => heading],
  ['with blanks between', (heading) => [...heading].join(' ')],
  ['in two lines', (heading) => [...heading].join('\n')],
  ['with a star', (heading) => `*${heading}`],
  ['with a star of full width', (heading) => `＊${heading}`],
  ['with a colon', (heading) => `${heading}：`],
  ['with a remark', (heading) => `${heading}（必填）`],
  ['with a remark in half width', (heading) => `${heading}(如有)`],
  ['with a remark in square brackets', (heading) => `${heading}[文本]`],
  ['with characters that nobody sees', (heading) => `\u200b${heading}\ufeff`],
  ['of the person', (heading) => `本人${heading}`],
]

describe.each(written)('a heading %s', (_, write) => {
  test.each(fields)('is %s where it says %s', (field, heading) => {
    expect(guessColumns(['', write(heading)])).toEqual({ [field]: 1 })
  })
})

describe('a row of headings', () => {
  const order = fc.shuffledSubarray(fields, { minLength: fields.length })
  const other = fc.constantFrom('序号', '备注', '', '民族', '合计', '年龄')

  test('in any order, with other columns between, is understood column by column', () => {
    fc.assert(
      fc.property(order, fc.array(other, { maxLength: 6 }), (shuffled, others) => {
        const cells = [...others, ...shuffled.map(([, heading]) => heading)]
        const expected = shuffled.map(([field], at) => [field, others.length + at])
        expect(guessColumns(cells)).toEqual(Object.fromEntries(expected))
        expect(isHeadingRow(cells)).toBe(true)
      }),
    )
  })

  test('that stands twice is taken from the left', () => {
    fc.assert(
      fc.property(order, (shuffled) => {
        const cells = shuffled.map(([, heading]) => heading)
        expect(guessColumns([...cells, ...cells])).toEqual(guessColumns(cells))
      }),
    )
  })

  test('without the name or the number is none, and neither is a row of people', () => {
    fc.assert(
      fc.property(order, fc.constantFrom('name', 'idNumber'), (shuffled, missing) => {
        const cells = shuffled.filter(([field]) => field !== missing).map(([, heading]) => heading)
        expect(isHeadingRow(cells)).toBe(false)
      }),
    )
  })

  test('of anything at all is read without a fault, and every column it names is there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 20 }),
        (cells) => {
          for (const column of Object.values(guessColumns(cells)))
            expect(cells[column]).not.toBeUndefined()
        },
      ),
    )
  })
})

test('the letters of every column are those of a workbook', () => {
  const numberOf = (letters: string) =>
    [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  fc.assert(
    fc.property(fc.nat(16_383), (column) => {
      expect(columnLetters(column)).toMatch(/^[A-Z]{1,3}$/)
      expect(numberOf(columnLetters(column))).toBe(column)
    }),
  )
})

describe('a date', () => {
  const day = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2026-03-02'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  const forms: readonly (readonly [string, (y: string, m: string, d: string) => string])[] = [
    ['with dashes', (y, m, d) => `${y}-${m}-${d}`],
    ['with dots', (y, m, d) => `${y}.${Number(m)}.${Number(d)}`],
    ['with strokes', (y, m, d) => `${y}/${m}/${Number(d)}`],
    ['in Chinese', (y, m, d) => `${y}年${Number(m)}月${Number(d)}日`],
    ['in figures alone', (y, m, d) => `${y}${m}${d}`],
    [
      'in full width',
      (y, m, d) =>
        `${y}－${m}－${d}`.replaceAll(/\d/g, (digit) =>
          String.fromCharCode(digit.charCodeAt(0) + 0xfee0),
        ),
    ],
  ]
  test.each(forms)('%s is the day, whichever it is', (_, write) => {
    fc.assert(
      fc.property(day, (text) => {
        const [y = '', m = '', d = ''] = text.split('-')
        expect(readListedDay(write(y, m, d))).toBe(text)
      }),
    )
  })

  test.each([
    '1945-02-29',
    '1899-12-31',
    '1945-13-01',
    '45-05-12',
    '1945年',
    '去年',
    '0',
    '19450532',
    '',
  ])('%s is none', (text) => expect(readListedDay(text)).toBeUndefined())
})
