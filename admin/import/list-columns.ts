import {
  type ColumnMap,
  columnLetters,
  guessColumns,
  type ImportField,
  importHeadings,
  isHeadingRow,
  neededFields,
} from '../../policy/import-columns.ts'
import { cellWords } from '../../policy/import-row.ts'
import { SheetRefused } from './refusal.ts'
import type { SheetRow } from './workbook.ts'

/** Rows at the top among which the headings must stand. */
const headingRowsMost = 20

/** Which letters hold a field, as chosen by hand: `{ idNumber: 'D' }`, and the row of the headings. */
export interface ChosenColumns {
  readonly headingRow: number
  readonly columns: Readonly<Record<string, string>>
}

/** How a list is laid out. */
export interface Layout {
  readonly headingRow: number
  readonly map: ColumnMap
}

const fields = Object.keys(importHeadings) as ImportField[] // Cast: the keys of the very record.

function columnOf(letters: string): number {
  if (!/^[A-Z]{1,2}$/.test(letters)) throw new SheetRefused('列号请写成 A、B、AA 这样的字母。')
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function chosenLayout({ headingRow, columns }: ChosenColumns): Layout {
  const map: Partial<Record<ImportField, number>> = {}
  for (const field of fields) {
    const letters = columns[field] ?? ''
    if (letters !== '') map[field] = columnOf(letters)
  }
  for (const field of neededFields)
    if (map[field] === undefined)
      throw new SheetRefused(`请指定“${importHeadings[field]}”在哪一列。`)
  return { headingRow, map }
}

/** Which column holds what, in words: field → `D`. */
export const lettersOf = ({ map }: Layout): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(map).map(([field, column]) => [field, columnLetters(column)]))

/** Finds out how a list is laid out from its first rows. @throws {SheetRefused} when no row can be the headings. */
export function layoutOf(first: readonly SheetRow[], chosen: ChosenColumns | undefined): Layout {
  if (chosen !== undefined) return chosenLayout(chosen)
  const found = first
    .slice(0, headingRowsMost)
    .find(({ cells }) => isHeadingRow(cells.map(cellWords)))
  if (found === undefined)
    throw new SheetRefused(
      '没有找到标题行：需要有“姓名”和“身份证号码”两列。请用模板，或手工指定各列。',
    )
  return { headingRow: found.rowNo, map: guessColumns(found.cells.map(cellWords)) }
}

/** What the page shows for choosing columns: the likely headings, and what each would be. */
export function inspection(first: readonly SheetRow[]) {
  const top = first.slice(0, headingRowsMost)
  const heading = top.find(({ cells }) => isHeadingRow(cells.map(cellWords)))
  const fullest = [...top].sort((a, b) => filled(b) - filled(a))[0]
  const row = heading ?? fullest
  const words = (row?.cells ?? []).map(cellWords)
  const columns = words.map((text, column) => ({
    letters: columnLetters(column),
    text: text.slice(0, 30),
  }))
  const layout = { headingRow: row?.rowNo ?? 1, map: guessColumns(words) }
  return {
    headingRow: layout.headingRow,
    found: heading !== undefined,
    columns,
    guess: lettersOf(layout),
    fields: fields.map((field) => ({
      field,
      label: importHeadings[field],
      needed: neededFields.includes(field),
    })),
  }
}

const filled = ({ cells }: SheetRow): number =>
  cells.filter((cell) => cellWords(cell) !== '').length
