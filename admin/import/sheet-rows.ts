import { csvRows, csvText } from './csv.ts'
import { SheetRefused } from './refusal.ts'
import { type SheetRow, workbookRows } from './workbook.ts'

const oldOffice = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const zipMark = Buffer.from('PK\u0003\u0004', 'latin1')
const pdfMark = Buffer.from('%PDF')

const begins = (file: Buffer, mark: Buffer) => file.subarray(0, mark.length).equals(mark)

/** The rows of a file, by what it is and not by what it is called. @throws {SheetRefused} */
export function sheetRows(file: Buffer): AsyncIterable<SheetRow> | Iterable<SheetRow> {
  if (file.length === 0) throw new SheetRefused('文件是空的。')
  if (begins(file, oldOffice))
    throw new SheetRefused('这是旧的 .xls 格式或加密的文件，请另存为不加密的 .xlsx 后再上传。')
  if (begins(file, pdfMark)) throw new SheetRefused('这是 PDF，不是表格。请用模板填写后再上传。')
  return begins(file, zipMark) ? workbookRows(file) : csvRows(csvText(file))
}
