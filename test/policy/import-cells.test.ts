import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china, formatDay } from '../../policy/calendar.ts'
import {
  columnLetters,
  guessColumns,
  type ImportField,
  importHeadings,
} from '../../policy/import-columns.ts'
import { type Cell, readListedDay, readListedRow } from '../../policy/import-row.ts'
import { idNumberFor, idNumbers } from '../people.ts'

const now = china('2026-03-02 09:00')
// Cast: the keys of the very record.
const fields = Object.keys(importHeadings) as ImportField[]
const number = idNumberFor('1945-05-12', 2)
/** A firm's columns in any order, with columns of its own between them. */
const layouts = fc
  .tuple(fc.shuffledSubarray(fields, { minLength: fields.length }), fc.nat(40))
  .map(([order, ahead]) => new Map(order.map((field, at) => [field, ahead + at * 2])))

/** One right cell for each field. */
const right: Readonly<Record<ImportField, Cell>> = {
  name: '张桂英',
  sex: '女',
  idNumber: number,
  bornOn: '1945-05-12',
  workStartedOn: '1965-03',
  retiredOn: '1995-05-12',
  residence: '广通镇解放路',
  patch: '城东',
  phone: '13800138000',
  monthlyPension: 2_345.6,
  enterprise: '水泥厂',
  personType: '县属企业退休',
  category: '企业退休人员',
  hardship: '否',
  station: '广通',
}

/** Cells that a field refuses, with the beginning of what is said. */
const wrong: Readonly<Record<ImportField, readonly (readonly [Cell, string])[]>> = {
  name: [
    ['', '姓名至少两个字'],
    ['张桂英1', '姓名里有不该有的'],
    ['王'.repeat(31), '姓名最多 30'],
    [{ f: true }, '姓名是公式'],
  ],
  sex: [
    ['男', '性别与身份证号码不一致'],
    ['F', '性别只能填'],
    ['女性', '性别只能填'],
  ],
  idNumber: [
    ['', '身份证号码没有填写'],
    [532331194505120000, '身份证号码是数字格式'],
    ['5.3233E+17', '身份证号码是数字格式'],
    [{ f: true }, '身份证号码是公式'],
    [number.slice(1), '身份证号码应为 18 位'],
  ],
  bornOn: [
    ['1945-05-13', '出生年月与身份证号码不一致'],
    ['1945-02-30', '出生年月不是日期'],
    [{ f: true }, '出生年月是公式'],
  ],
  workStartedOn: [
    ['民国三十四年', '参加工作时间不是日期'],
    ['1996-01-01', '退休时间早于参加工作时间'],
  ],
  retiredOn: [
    ['2026-03-03', '退休时间在今天以后'],
    ['1995-13', '退休时间不是日期'],
  ],
  residence: [['路'.repeat(101), '居住地最多 100']],
  patch: [['区'.repeat(31), '片区最多 30']],
  phone: [
    ['1380013800', '联系电话不是有效'],
    ['有', '联系电话不是有效'],
  ],
  monthlyPension: [
    ['约两千', '养老金标准请填写'],
    [100_000.5, '养老金标准请填写'],
    [-1, '养老金标准请填写'],
  ],
  enterprise: [['厂'.repeat(61), '原工作单位最多 60']],
  personType: [['公务员', '人员类型只能填']],
  category: [['在职', '类别只能填']],
  hardship: [['一般', '特困只能填']],
  station: [['站'.repeat(61), '管理单位最多 60']],
}

/** Where a fault is shown: what concerns two dates stands at the later one. */
const placeOf = (field: ImportField, message: string): ImportField =>
  message.startsWith('退休时间') ? 'retiredOn' : field

function rowOf(layout: ReadonlyMap<ImportField, number>, values: Readonly<Record<string, Cell>>) {
  const cells: Cell[] = []
  for (const [field, column] of layout) cells[column] = values[field] ?? null
  return readListedRow(Array.from(cells), Object.fromEntries(layout), 12, now)
}

describe('whatever the order of the columns', () => {
  test('the right cells make the same person', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(rowOf(layout, right)).toMatchObject({
          person: { name: '张桂英', idNumber: number, monthlyPensionFen: 234_560, station: '广通' },
        })
      }),
    )
  })

  const cases = fields.flatMap((field) => wrong[field].map((bad) => [field, ...bad] as const))

  test.each(cases)('%s %j is refused in its own cell: %s', (field, cell, message) => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const read = rowOf(layout, { ...right, [field]: cell })
        const column = layout.get(placeOf(field, message)) ?? expect.fail('no column')
        expect(read).toEqual({
          faults: [
            { cell: `${columnLetters(column)}12`, message: expect.stringContaining(message) },
          ],
        })
      }),
      { numRuns: 20 },
    )
  })

  test('any set of wrong cells is told all at once, each in its own cell', () => {
    // One whose fault hides or changes others', or lies elsewhere, is proved alone above.
    const own = fields.filter(
      (field) => !['idNumber', 'workStartedOn', 'retiredOn'].includes(field),
    )
    const some = fc.uniqueArray(fc.constantFrom(...own), { minLength: 1 })
    fc.assert(
      fc.property(layouts, some, fc.nat(), (layout, chosen, pick) => {
        const values: Record<string, Cell> = { ...right }
        for (const field of chosen)
          values[field] = wrong[field][pick % wrong[field].length]?.[0] ?? null
        const read = rowOf(layout, values)
        const told = 'faults' in read ? read.faults.map(({ cell }) => cell) : []
        const expected = chosen.map((field) => `${columnLetters(layout.get(field) ?? -1)}12`)
        expect([...new Set(told)].toSorted()).toEqual(expected.toSorted())
      }),
    )
  })
})

test('a column that the sheet lacks is no fault, but for name and number', () => {
  for (const left of fields) {
    const layout = new Map(fields.filter((field) => field !== left).map((field, at) => [field, at]))
    const read = rowOf(layout, right)
    if (left === 'name' || left === 'idNumber')
      expect(read).toMatchObject({ faults: [{ cell: '12' }] })
    else expect(read).toHaveProperty('person')
  }
})

test('headings are found however they are decorated', () => {
  const decorate = fc.constantFrom(
    (text: string) => text,
    (text: string) => ` ${text}\n`,
    (text: string) => [...text].join(' '),
    (text: string) => `${text}（必填）`,
    (text: string) => `${text}：`,
    (text: string) => `${text}[文本]`,
    (text: string) => `\u200b${text}`,
    (text: string) => `本人${text}`,
  )
  fc.assert(
    fc.property(fc.constantFrom(...fields), decorate, fc.nat(8), (field, how, column) => {
      const cells = Array.from({ length: column }, (_, n) => `其他${n}`)
      expect(guessColumns([...cells, how(importHeadings[field])])).toEqual({ [field]: column })
    }),
  )
})

test('a birth date agrees with its number in every form that lists use, and no other date does', () => {
  const forms = [
    (day: string) => day,
    (day: string) => day.replaceAll('-', '/'),
    (day: string) => day.replaceAll('-0', '.').replaceAll('-', '.'),
    (day: string) => day.replaceAll('-', ''),
    formatDay,
    (day: string) => day.slice(0, 7),
    (day: string) => day.slice(0, 7).replace('-', ''),
  ]
  const layout = new Map(fields.map((field, at) => [field, at]))
  fc.assert(
    fc.property(idNumbers, idNumbers, fc.constantFrom(...forms), (one, other, form) => {
      const written = form(one.bornOn)
      expect(readListedDay(written)?.slice(0, 7)).toBe(one.bornOn.slice(0, 7))
      const values = { name: '张桂英', idNumber: one.text, bornOn: written }
      expect(rowOf(layout, values)).toMatchObject({ person: { bornOn: one.bornOn } })
      fc.pre(one.bornOn.slice(0, 7) !== other.bornOn.slice(0, 7))
      expect(rowOf(layout, { ...values, idNumber: other.text })).toMatchObject({
        faults: [{ cell: 'D12', message: '出生年月与身份证号码不一致。' }],
      })
    }),
  )
})
