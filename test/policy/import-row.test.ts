import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import {
  columnLetters,
  guessColumns,
  importHeadings,
  isHeadingRow,
} from '../../policy/import-columns.ts'
import {
  type Cell,
  cellWords,
  isEmptyRow,
  readListedDay,
  readListedRow,
} from '../../policy/import-row.ts'
import { idNumberFor, idNumbers } from '../people.ts'

const now = china('2026-03-02 09:00')
const fields = Object.keys(importHeadings)
const map = Object.fromEntries(fields.map((field, column) => [field, column]))
const right = idNumberFor('1945-05-12', 2)

/** A row in the order of the template. */
const cellsOf = (values: Record<string, Cell>): Cell[] => {
  const given: Record<string, Cell> = { name: '张桂英', idNumber: right, ...values }
  return fields.map((field) => given[field] ?? null)
}
const read = (values: Record<string, Cell>) => readListedRow(cellsOf(values), map, 7, now)
const faultsOf = (values: Record<string, Cell>) => {
  const row = read(values)
  return 'faults' in row ? row.faults.map(({ cell, message }) => `${cell} ${message}`) : []
}

describe('headings', () => {
  test('the template’s are all understood', () => {
    expect(guessColumns(Object.values(importHeadings))).toEqual(map)
  })

  test.each([
    [['序号', '姓 名', '身份证号'], { name: 1, idNumber: 2 }],
    [['职工姓名', '性别（男/女）', '公民身份号码:'], { name: 0, sex: 1, idNumber: 2 }],
    [['姓名', '身份证号码', '手机号码', '联系电话'], { name: 0, idNumber: 1, phone: 2 }],
    [['姓名\n', '身份证　号码', '现居住地（详细）'], { name: 0, idNumber: 1, residence: 2 }],
    [['甲', '乙'], {}],
  ])('%j', (cells, columns) => {
    expect(guessColumns(cells)).toEqual(columns)
  })

  test('a title or a row of people is no row of headings', () => {
    expect(isHeadingRow(['水泥厂退休人员名单'])).toBe(false)
    expect(isHeadingRow(['张桂英', right])).toBe(false)
    expect(isHeadingRow(['姓名', '身份证号码'])).toBe(true)
  })

  test.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [99, 'CV'],
    [702, 'AAA'],
  ])('column %i is %s', (column, letters) => expect(columnLetters(column)).toBe(letters))
})

describe('dates as lists write them', () => {
  test.each([
    ['1945-05-12', '1945-05-12'],
    ['1945.5.12', '1945-05-12'],
    ['1945/5/12', '1945-05-12'],
    ['1945年5月12日', '1945-05-12'],
    ['1945年5月', '1945-05-01'],
    ['1945.05', '1945-05-01'],
    ['19450512', '1945-05-12'],
    ['194505', '1945-05-01'],
    ['１９４５．５．１２', '1945-05-12'],
    ['1945-02-29', undefined],
    ['1945-13-01', undefined],
    ['45.5.12', undefined],
    ['17011', undefined],
    ['1845-05-12', undefined],
    ['不详', undefined],
  ])('%s is %s', (text, day) => expect(readListedDay(text)).toBe(day))
})

describe('a row', () => {
  test('becomes a person with every field', () => {
    const row = read({
      sex: '女',
      bornOn: { d: '1945-05-12' },
      workStartedOn: '1965.3',
      retiredOn: '2000年6月1日',
      residence: ' 广通镇解放路一号 ',
      patch: '城东',
      phone: '138 0013 8000',
      monthlyPension: 2345.6,
      enterprise: '水泥厂',
      personType: '个体工商户',
      category: '内退',
      hardship: '是',
      station: '广通',
    })
    expect(row).toEqual({
      person: {
        name: '张桂英',
        idNumber: right,
        idLast4: right.slice(-4),
        bornOn: '1945-05-12',
        sex: 'female',
        workStartedOn: '1965-03-01',
        retiredOn: '2000-06-01',
        residence: '广通镇解放路一号',
        patch: '城东',
        phone: '13800138000',
        monthlyPensionFen: 2_345_60,
        enterprise: '水泥厂',
        personType: 'self_employed',
        category: 'early_retiree',
        hardship: 'yes',
        station: '广通',
      },
    })
  })

  test.each<[Record<string, Cell>, string]>([
    [{ idNumber: 532331194505120000 }, 'C7 身份证号码是数字格式'],
    [{ idNumber: '5.32331E+17' }, 'C7 身份证号码是数字格式'],
    [{ idNumber: '532331450512001' }, 'C7 身份证号码是 15 位旧号码'],
    [{ idNumber: { f: true } }, 'C7 身份证号码是公式'],
    [{ idNumber: null }, 'C7 身份证号码没有填写'],
    [{ idNumber: '532331194505120018' }, 'C7 身份证号码的校验码不对'],
    [{ name: { f: true } }, 'A7 姓名是公式'],
    [{ name: '张' }, 'A7 姓名至少两个字'],
    [{ bornOn: '1945-05-13' }, 'D7 出生年月与身份证号码不一致'],
    [{ bornOn: '1945年6月' }, 'D7 出生年月与身份证号码不一致'],
    [{ bornOn: '不详' }, 'D7 出生年月不是日期'],
    [{ sex: '男' }, 'B7 性别与身份证号码不一致'],
    [{ sex: '未知' }, 'B7 性别只能填'],
    [{ workStartedOn: '2000-01-01', retiredOn: '1999-01-01' }, 'F7 退休时间早于'],
    [{ retiredOn: '2026-03-03' }, 'F7 退休时间在今天以后'],
    [{ phone: '123' }, 'I7 联系电话不是有效的号码'],
    [{ monthlyPension: '-5' }, 'J7 养老金标准请填写'],
    [{ monthlyPension: '1e9' }, 'J7 养老金标准请填写'],
    [{ personType: '公务员' }, 'L7 人员类型只能填'],
    [{ category: '在职' }, 'M7 类别只能填'],
    [{ residence: '路'.repeat(101) }, 'G7 居住地最多 100 个字'],
  ])('%j is refused: %s', (values, fault) => {
    expect(faultsOf(values)).toEqual([expect.stringContaining(fault)])
  })

  test('every fault of a row is told at once', () => {
    expect(faultsOf({ name: '张', idNumber: '1', phone: '1', category: '？' })).toHaveLength(4)
  })

  test('a birth month alone agrees with the number’s month', () => {
    expect(faultsOf({ bornOn: '1945年5月' })).toEqual([])
    expect(faultsOf({ bornOn: '194505' })).toEqual([])
  })

  test('no fault repeats what stands in the cell', () => {
    const number = idNumberFor('1945-05-12', 2).replace(/.$/, (last) => (last === '1' ? '2' : '1'))
    expect(JSON.stringify(faultsOf({ idNumber: number, phone: '98765' }))).not.toMatch(
      new RegExp(`${number}|98765`),
    )
  })

  test('whatever the cells hold, there is a person or a fault in a cell of this row', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.double(),
      fc.constant(null),
      fc.constant({ f: true as const }),
      fc.record({ d: fc.string({ maxLength: 12 }) }),
    )
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 20 }), (cells) => {
        const row = readListedRow(cells, map, 7, now)
        if ('person' in row) expect(row.person.idNumber).toHaveLength(18)
        else for (const fault of row.faults) expect(fault.cell).toMatch(/^[A-Z]{1,2}7$/)
      }),
    )
  })

  test('every right number makes a person', () => {
    fc.assert(
      fc.property(idNumbers, ({ text, bornOn }) => {
        expect(read({ idNumber: text.toLowerCase(), bornOn })).toMatchObject({
          person: { idNumber: text, bornOn },
        })
      }),
    )
  })
})

test('an empty row says nothing; one with a formula says something', () => {
  expect(isEmptyRow([null, ' ', '\u200b'])).toBe(true)
  expect(isEmptyRow([])).toBe(true)
  expect(isEmptyRow([{ f: true }])).toBe(false)
  expect(isEmptyRow([0])).toBe(false)
})

test.each<[Cell, string]>([
  [null, ''],
  [{ f: true }, ''],
  [{ d: '1945-05-12' }, '1945-05-12'],
  [13800138000, '13800138000'],
  ['\u0000 甲 \ud800', '甲 \ufffd'],
])('%j reads %j', (cell, words) => expect(cellWords(cell)).toBe(words))
