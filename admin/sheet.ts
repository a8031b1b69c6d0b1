import { Readable } from 'node:stream'
import { writeXlsxStream } from 'hucre/xlsx'

/** A column of a sheet: heading, and width in characters. */
export interface SheetColumn {
  readonly heading: string
  readonly width: number
}

/** Longest name of a sheet, and what spreadsheet programs refuse in one. */
const sheetNameMost = 31
const notInName = /[[\]:*?/\\]/g

/** A workbook of one sheet, written while rows come in; every cell is text, so that nothing is taken for a formula or a number. */
export function xlsxOf(
  title: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly string[]>,
): Readable {
  const stream = writeXlsxStream(cells(rows), {
    name: title.replaceAll(notInName, ' ').slice(0, sheetNameMost),
    columns: columns.map(({ heading, width }) => ({
      header: heading,
      width: width + 2,
      style: { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } },
    })),
    freezePane: { rows: 1 },
  })
  return Readable.fromWeb(stream)
}

async function* cells(rows: AsyncIterable<readonly string[]>) {
  for await (const row of rows) yield [...row]
}

/** A spreadsheet program runs a CSV cell that begins like this as a formula. */
const formula = /^[=+\-@\t\r]/

const csvCell = (text: string): string => {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

async function* csvText(headings: readonly string[], rows: AsyncIterable<readonly string[]>) {
  yield `\uFEFF${csvLine(headings)}`
  for await (const row of rows) yield csvLine(row)
}

/** CSV as spreadsheet programs in China open it: UTF-8 with BOM, and no cell that begins like a formula. */
export const csvOf = (
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly string[]>,
): Readable =>
  Readable.from(
    csvText(
      columns.map((column) => column.heading),
      rows,
    ),
    { objectMode: false },
  )
