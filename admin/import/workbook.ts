import { streamXlsxRows } from 'hucre/xlsx'
import type { Cell } from '../../policy/import-row.ts'
import { columnsMost, SheetRefused } from './refusal.ts'
import { refuseWideAreas } from './sheet-areas.ts'
import { unpack, type ZipEntry, zipEntries } from './zip.ts'

/** A row of a sheet; `rowNo` counts from 1 as the sheet shows it. */
export interface SheetRow {
  readonly rowNo: number
  readonly cells: readonly Cell[]
}

const text = (file: Buffer, entry: ZipEntry | undefined): string =>
  entry === undefined ? '' : unpack(file, entry).toString('utf8')

/** Where the first sheet of a workbook stands. */
function firstSheet(file: Buffer, entries: ReadonlyMap<string, ZipEntry>): string {
  const workbook = text(file, entries.get('xl/workbook.xml'))
  const [, id] = /<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"/.exec(workbook) ?? []
  const links = text(file, entries.get('xl/_rels/workbook.xml.rels'))
  const link = [...links.matchAll(/<Relationship\b[^>]*>/g)]
    .map(([tag]) => tag)
    .find((tag) => tag.includes(`Id="${id}"`))
  const [, target = 'worksheets/sheet1.xml'] = /\bTarget="([^"]+)"/.exec(link ?? '') ?? []
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

/** Addresses of the cells that hold formulas: the reader of rows shows only what they last came to. */
function formulasIn(sheet: Buffer): ReadonlySet<string> {
  const found = new Set<string>()
  // How a tag named `f` goes on; most sheets have none, and these are found fast.
  if (!['f>', 'f/', 'f ', 'f\t', 'f\r', 'f\n'].some((part) => sheet.includes(part))) return found
  for (const [, address = ''] of sheet
    .toString('latin1')
    .matchAll(/<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f[\s>/]/g))
    found.add(address)
  return found
}

function refuseOutside(names: readonly string[]): void {
  if (names.some((name) => name.endsWith('.bin') && /workbook|sheet\d/.test(name)))
    throw new SheetRefused('这是 .xlsb 格式，请另存为 .xlsx 后再上传。')
  if (!names.includes('xl/workbook.xml'))
    throw new SheetRefused('这不是 Excel 工作簿，请用模板填写后再上传。')
  if (names.some((name) => name.startsWith('xl/externalLinks/')))
    throw new SheetRefused('表格引用了别的文件，请把内容粘贴为数值，去掉外部链接后再上传。')
}

const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') +
  String.fromCharCode(65 + (column % 26))

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number') return value
  // The reader makes dates of serial numbers in UTC.
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? '日期' : { d: value.toISOString().slice(0, 10) }
  return String(value)
}

/**
 * The rows of the first sheet of a workbook. Every file inside is unpacked once before, no further than it says.
 * @throws {SheetRefused}
 */
export async function* workbookRows(file: Buffer): AsyncGenerator<SheetRow> {
  const entries = new Map(zipEntries(file).map((entry) => [entry.name, entry]))
  refuseOutside([...entries.keys()])
  const sheetName = firstSheet(file, entries)
  let formulas: ReadonlySet<string> = new Set()
  for (const entry of entries.values()) {
    const bytes = unpack(file, entry)
    if (/\.(xml|rels)$/.test(entry.name) && bytes.subarray(0, 2000).includes('<!DOCTYPE'))
      throw new SheetRefused('文件里有不该有的内容，不能读取。')
    if (entry.name !== sheetName) continue
    refuseWideAreas(bytes)
    formulas = formulasIn(bytes)
  }
  for await (const { index, values } of streamXlsxRows(file)) {
    if (values.length > columnsMost)
      throw new SheetRefused(`第 ${index + 1} 行的列太多，最多 ${columnsMost} 列。`)
    const rowNo = index + 1
    const cells = values.map((value, column) =>
      formulas.size > 0 && formulas.has(`${letters(column)}${rowNo}`)
        ? ({ f: true } as const)
        : cellOf(value),
    )
    yield { rowNo, cells }
  }
}
