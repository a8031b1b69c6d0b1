import { chinaDate, isDay } from './calendar.ts'
import { readPhone } from './contact.ts'
import { readIdNumber } from './id-number.ts'
import {
  type ColumnMap,
  columnLetters,
  type ImportField,
  importHeadings,
} from './import-columns.ts'
import { foldName, nameFault } from './person-name.ts'
import {
  type Category,
  categoryLabels,
  type Hardship,
  type PersonType,
  personTypeLabels,
  type Sex,
} from './retiree.ts'

/** A cell of a sheet: text, a number, a date `{ d: 'YYYY-MM-DD' }`, a formula `{ f: true }`, or nothing. */
export type Cell = string | number | { readonly d: string } | { readonly f: true } | null

/** What is wrong in which cell, `D5: …`, for a person; never the value itself. */
export interface CellFault {
  readonly cell: string
  readonly message: string
}

/** A person as a row tells it; what the row leaves out is undefined. */
export interface ListedPerson {
  readonly name: string
  readonly idNumber: string
  readonly idLast4: string
  readonly bornOn: string
  readonly sex: Sex
  readonly workStartedOn?: string | undefined
  readonly retiredOn?: string | undefined
  readonly residence?: string | undefined
  readonly patch?: string | undefined
  readonly phone?: string | undefined
  readonly monthlyPensionFen?: number | undefined
  readonly enterprise?: string | undefined
  readonly personType?: PersonType | undefined
  readonly category?: Category | undefined
  readonly hardship?: Hardship | undefined
  readonly station?: string | undefined
}

/** A row read: the person, or what keeps it from being one. */
export type RowReading =
  | { readonly person: ListedPerson }
  | { readonly faults: readonly CellFault[] }

const textMost: Readonly<Record<'residence' | 'patch' | 'enterprise' | 'station', number>> = {
  residence: 100,
  patch: 30,
  enterprise: 60,
  station: 60,
}
const pensionMost = 100_000
/** Fields that must be typed in: a formula could show anything. */
const keyFields: readonly ImportField[] = ['name', 'idNumber', 'bornOn']

const isFormula = (cell: Cell): cell is { f: true } =>
  typeof cell === 'object' && cell !== null && 'f' in cell
const isDate = (cell: Cell): cell is { d: string } =>
  typeof cell === 'object' && cell !== null && 'd' in cell

/** Text without anything that nobody sees: most cells, which need no second look. */
const plainText = /^[\x20-\x7e\u4e00-\u9fff]*$/

/** What a cell says, without outer blanks and characters nobody sees. */
export function cellWords(cell: Cell): string {
  if (cell === null || isFormula(cell)) return ''
  if (isDate(cell)) return cell.d
  const text = String(cell)
  if (plainText.test(text)) return text.trim()
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
}

const notEarly = (day: string) => (day >= '1900-01-01' ? day : undefined)

/** A date as lists write it: 1945-05-12, 1945.5.12, 1945/5, 1945年5月, 19450512, 194505; a month alone is its first day. */
export function readListedDay(text: string): string | undefined {
  if (isDay(text)) return notEarly(text)
  const plain = text.normalize('NFKC').trim()
  const parts =
    /^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})?)?日?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})?$/.exec(plain)
  if (parts === null) return undefined
  const [, year = '', month = '', date = '1'] = parts
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? notEarly(day) : undefined
}

const byLabel = <K extends string>(labels: Readonly<Record<K, string>>) =>
  // Cast: the keys of the very record.
  new Map((Object.entries(labels) as [K, string][]).map(([key, label]) => [label, key]))

const personTypes = new Map([
  ...byLabel(personTypeLabels),
  ['县属企业', 'county_firm' as const],
  ['企业退休', 'county_firm' as const],
  ['个体', 'self_employed' as const],
  ['自由职业者', 'freelancer' as const],
  ['灵活就业', 'freelancer' as const],
])
const categories = new Map([
  ...byLabel(categoryLabels),
  ['退休人员', 'retiree' as const],
  ['退休', 'retiree' as const],
  ['内退人员', 'early_retiree' as const],
  ['内退', 'early_retiree' as const],
  ['遗属', 'dependent_survivor' as const],
])
const hardships = new Map<string, Hardship>([
  ['是', 'yes'],
  ['特困', 'yes'],
  ['困难', 'yes'],
  ['否', 'no'],
  ['无', 'no'],
])

class RowReader {
  readonly faults: CellFault[] = []
  readonly cells: readonly Cell[]
  readonly map: ColumnMap
  readonly rowNo: number
  constructor(cells: readonly Cell[], map: ColumnMap, rowNo: number) {
    this.cells = cells
    this.map = map
    this.rowNo = rowNo
  }

  cell(field: ImportField): Cell {
    const column = this.map[field]
    return column === undefined ? null : (this.cells[column] ?? null)
  }

  fault(field: ImportField, message: string): undefined {
    const column = this.map[field]
    const cell = column === undefined ? String(this.rowNo) : `${columnLetters(column)}${this.rowNo}`
    this.faults.push({ cell, message })
    return undefined
  }

  words(field: ImportField): string {
    const cell = this.cell(field)
    if (isFormula(cell) && keyFields.includes(field))
      this.fault(field, `${importHeadings[field]}是公式，请改成直接填写的文字。`)
    return cellWords(cell)
  }

  text(field: keyof typeof textMost): string | undefined {
    const text = this.words(field)
    if (text === '') return undefined
    const most = textMost[field]
    if (text.length <= most || [...text].length <= most) return text
    return this.fault(field, `${importHeadings[field]}最多 ${most} 个字。`)
  }

  day(field: 'bornOn' | 'workStartedOn' | 'retiredOn'): string | undefined {
    const text = this.words(field)
    if (text === '') return undefined
    const day = readListedDay(text)
    return day ?? this.fault(field, `${importHeadings[field]}不是日期，请写成 1945-05-12。`)
  }

  one<T>(
    field: 'personType' | 'category' | 'hardship',
    known: ReadonlyMap<string, T>,
  ): T | undefined {
    const text = this.words(field)
    if (text === '') return undefined
    const value = known.get(text)
    if (value !== undefined) return value
    const named = [...known.keys()].slice(0, 4).join('、')
    return this.fault(field, `${importHeadings[field]}只能填：${named}。`)
  }

  name(): string {
    const name = foldName(this.words('name'))
    const fault = nameFault(name)
    if (fault !== undefined && !isFormula(this.cell('name'))) this.fault('name', fault)
    return name
  }

  idNumber(now: number) {
    const cell = this.cell('idNumber')
    if (typeof cell === 'number' || /^\d(\.\d+)?e\+?\d+$/i.test(cellWords(cell)))
      return this.fault(
        'idNumber',
        '身份证号码是数字格式，末几位已经丢失。请把这一列设为“文本”格式后重新填写。',
      )
    const text = this.words('idNumber')
    if (isFormula(cell)) return undefined
    if (text === '') return this.fault('idNumber', '身份证号码没有填写。')
    const read = readIdNumber(text, now)
    return 'fault' in read ? this.fault('idNumber', read.fault) : read
  }

  phone(): string | undefined {
    const text = this.words('phone')
    if (text === '' || text === '无') return undefined
    return readPhone(text) ?? this.fault('phone', '联系电话不是有效的号码。')
  }

  pension(): number | undefined {
    const text = this.words('monthlyPension').replaceAll(/[,，元\s]/g, '')
    if (text === '') return undefined
    const yuan = /^\d+(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN
    if (yuan <= pensionMost) return Math.round(yuan * 100)
    return this.fault('monthlyPension', `养老金标准请填写 0 到 ${pensionMost} 元。`)
  }
}

/** A birth date agrees with the number; a month alone agrees when the month does. */
function birthFits(listed: string, bornOn: string, words: string): boolean {
  if (listed === bornOn) return true
  const monthOnly = !/\d{4}\D\d{1,2}\D\d{1,2}|\d{8}/.test(words.normalize('NFKC'))
  return monthOnly ? listed.slice(0, 7) === bornOn.slice(0, 7) : listed === bornOn
}

function checkAgainstNumber(row: RowReader, bornOn: string, sex: Sex): void {
  const listed = row.day('bornOn')
  if (listed !== undefined && !birthFits(listed, bornOn, row.words('bornOn')))
    row.fault('bornOn', '出生年月与身份证号码不一致。')
  const word = row.words('sex')
  const given = { 男: 'male', 女: 'female' }[word]
  if (word !== '' && given === undefined) row.fault('sex', '性别只能填：男、女。')
  if (given !== undefined && given !== sex) row.fault('sex', '性别与身份证号码不一致。')
}

/**
 * Reads one row of a firm's list. `rowNo` counts from 1 as the sheet shows it; `now`: epoch milliseconds.
 * Unknown types and categories are refused. Source: 办法 第二条, 第七条（三）, 第九条.
 */
export function readListedRow(
  cells: readonly Cell[],
  map: ColumnMap,
  rowNo: number,
  now: number,
): RowReading {
  const row = new RowReader(cells, map, rowNo)
  const name = row.name()
  const number = row.idNumber(now)
  if (number !== undefined) checkAgainstNumber(row, number.bornOn, number.sex)
  const [workStartedOn, retiredOn] = [row.day('workStartedOn'), row.day('retiredOn')]
  if (workStartedOn !== undefined && retiredOn !== undefined && workStartedOn > retiredOn)
    row.fault('retiredOn', '退休时间早于参加工作时间。')
  if (retiredOn !== undefined && retiredOn > chinaDate(now))
    row.fault('retiredOn', '退休时间在今天以后。')
  const person = {
    name,
    workStartedOn,
    retiredOn,
    residence: row.text('residence'),
    patch: row.text('patch'),
    phone: row.phone(),
    monthlyPensionFen: row.pension(),
    enterprise: row.text('enterprise'),
    personType: row.one('personType', personTypes),
    category: row.one('category', categories),
    hardship: row.one('hardship', hardships),
    station: row.text('station'),
  }
  if (row.faults.length > 0 || number === undefined) return { faults: row.faults }
  const { text: idNumber, last4: idLast4, bornOn, sex } = number
  return { person: Object.assign(person, { idNumber, idLast4, bornOn, sex }) }
}

/** Whether a row says nothing at all. */
export const isEmptyRow = (cells: readonly Cell[]): boolean =>
  cells.every((cell) => !isFormula(cell) && cellWords(cell) === '')
