import type { Readable } from 'node:stream'
import { importHeadings } from '../../policy/import-columns.ts'
import { xlsxOf } from '../sheet.ts'

const example: Readonly<Record<keyof typeof importHeadings, string>> = {
  name: '（示例，请删除本行）',
  sex: '女',
  idNumber: '18 位，整列设为文本',
  bornOn: '1945-05-12',
  workStartedOn: '1965-03-01',
  retiredOn: '2000-06-01',
  residence: '××镇××路××号',
  patch: '××社区',
  phone: '13×××××××××',
  monthlyPension: '2345.60',
  enterprise: '××厂',
  personType: '县属企业退休',
  category: '企业退休人员',
  hardship: '否',
  station: '广通',
}

async function* rows() {
  // Cast: the keys of the very record.
  yield (Object.keys(importHeadings) as (keyof typeof importHeadings)[]).map((key) => example[key])
}

/** The workbook that firms fill in: official headings, every column as text, and one row that shows how. */
export const importTemplate = (): Readable =>
  xlsxOf(
    '移交人员名单',
    Object.values(importHeadings).map((heading) => ({ heading, width: 18 })),
    rows(),
  )
