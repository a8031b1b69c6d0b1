import { chinaDate, isDay } from './calendar.ts'
import type { Sex } from './retiree.ts'

/** A citizen's number that keeps every rule of GB 11643. */
export interface IdNumber {
  /** 18 characters, X in upper case. */
  readonly text: string
  readonly bornOn: string
  readonly sex: Sex
  readonly last4: string
}

/** What is wrong with a number, for a person, or the number. */
export type IdNumberReading = IdNumber | { readonly fault: string }

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkDigits = '10X98765432'
/** First two digits: provinces, 台湾, 香港, 澳门, and 台湾居民居住证 (83). */
const provinces = new Set(
  (
    '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 ' +
    '50 51 52 53 54 61 62 63 64 65 71 81 82 83'
  ).split(' '),
)
const earliestBirth = '1900-01-01'

/** The eighteenth character that belongs to the first seventeen digits. Source: GB 11643, ISO 7064 MOD 11-2. */
export function checkDigitOf(first17: string): string {
  const sum = weights.reduce(
    (sofar, weight, at) => sofar + weight * (first17.charCodeAt(at) - 48),
    0,
  )
  return checkDigits[sum % 11] ?? ''
}

const wellFormed = /^\d{17}[\dX]$/

/** A number as it is stored: half-width, X in upper case, no blanks, separators or leading apostrophe. */
export const foldIdNumber = (text: string): string =>
  wellFormed.test(text) ? text : foldAnyIdNumber(text)

const foldAnyIdNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}'’`·.-]/gu, '')
    .toUpperCase()
    .replace(/[×Х]$/, 'X')

function formFault(text: string): string | undefined {
  if (/^\d{15}$/.test(text))
    return '是 15 位旧号码，请按现在的身份证填写 18 位号码（出生年份补 19，末尾加校验码）。'
  if (/[^\dX]/.test(text)) return '含有数字和 X 以外的字符。'
  if (text.length !== 18) return `应为 18 位，现在是 ${text.length} 位。`
  return wellFormed.test(text) ? undefined : '只有最后一位可以是 X。'
}

/**
 * 公民身份号码: form, region, a birth date that exists and is not after `now` (epoch milliseconds), and check digit.
 * Full-width characters and a lower-case x are understood. Source: 办法 第七条（三）, GB 11643.
 */
export function readIdNumber(given: string, now: number): IdNumberReading {
  const text = foldIdNumber(given)
  const fault = formFault(text)
  if (fault !== undefined) return { fault: `身份证号码${fault}` }
  if (!provinces.has(text.slice(0, 2)) || text.slice(2, 6) === '0000')
    return { fault: '身份证号码的前六位不是有效的地区代码。' }
  const bornOn = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`
  if (!isDay(bornOn) || bornOn < earliestBirth || bornOn > chinaDate(now))
    return { fault: '身份证号码中的出生日期不存在。' }
  if (checkDigitOf(text) !== text[17])
    return { fault: '身份证号码的校验码不对，请核对是否有抄错的数字。' }
  const sex = Number(text[16]) % 2 === 1 ? 'male' : 'female'
  return { text, bornOn, sex, last4: text.slice(14) }
}

/** A number for the screen: region and last four only. */
export const maskIdNumber = (text: string): string =>
  text.length < 10 ? '****' : `${text.slice(0, 4)}**********${text.slice(-4)}`
