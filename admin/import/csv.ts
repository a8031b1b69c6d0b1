import { columnsMost, SheetRefused } from './refusal.ts'
import type { SheetRow } from './workbook.ts'

/** Text of a CSV file: UTF-8 where it is, else GB 18030, as spreadsheet programs in China write. @throws {SheetRefused} */
export function csvText(file: Buffer): string {
  if (file.subarray(0, 4096).includes(0))
    throw new SheetRefused('这不是名单文件，请用模板填写后再上传。')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return new TextDecoder('gb18030').decode(file)
  }
}

const separatorOf = (text: string): string => {
  const line = text.slice(0, 2000).split('\n')[0] ?? ''
  return line.includes('\t') && !line.includes(',') ? '\t' : ','
}

/** The rows of a CSV text: cells in quotes may hold separators, line ends and doubled quotes. Every cell is text. */
export function* csvRows(text: string): Generator<SheetRow> {
  const separator = separatorOf(text)
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*)?)(${separator}|\\r\\n|\\n|\\r|$)`,
    'y',
  )
  let cells: string[] = []
  let rowNo = 1
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text)
    if (found === null) throw new SheetRefused(`第 ${rowNo} 行的引号不成对。`)
    const [, quoted, bare = '', end] = found
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (cells.length > columnsMost)
      throw new SheetRefused(`第 ${rowNo} 行的列太多，最多 ${columnsMost} 列。`)
    if (end === separator) continue
    yield { rowNo, cells }
    cells = []
    rowNo += 1
  }
  // The last cell of all was empty.
  if (cells.length > 0) yield { rowNo, cells: [...cells, ''] }
}
