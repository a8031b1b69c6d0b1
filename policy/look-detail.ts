import { exportReasonLabels, revealReasonLabels } from './privacy.ts'

const fieldLabels: Readonly<Record<string, string>> = {
  idNumber: '身份证号码',
  phone: '联系电话',
  residence: '居住地',
  familyPhone: '家属电话',
}
const reasons: Readonly<Record<string, string>> = { ...exportReasonLabels, ...revealReasonLabels }
const formats: Readonly<Record<string, string>> = {
  '.xlsx': '导出 Excel',
  '.csv': '导出 CSV',
  print: '打印',
}

/** What an audit entry of looking says besides who and whom, in words: the field, the reason, the form. */
export function lookDetail(detail: string): string {
  let codes: Readonly<Record<string, unknown>>
  try {
    // Cast: audit entries hold a JSON object; anything else has none of these keys.
    codes = Object(JSON.parse(detail)) as Readonly<Record<string, unknown>>
  } catch {
    return ''
  }
  const { field, reason, format, masked } = codes
  return [
    fieldLabels[String(field)],
    reasons[String(reason)],
    formats[String(format)],
    masked === 'yes' ? '部分隐藏' : undefined,
  ]
    .filter((word) => word !== undefined)
    .join('，')
}
