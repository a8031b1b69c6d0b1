import { withDigits } from './digit.ts'
import { normalise } from './normalise.ts'

/** 区号 of 楚雄州, put before a landline number that is given without one. */
const defaultAreaCode = '0878'

const mobile = /^(?:\+?86|0086)?(1[3-9]\d{9})$/
const landline = /^(?:\+?86|0086)?(0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8})$/
const local = /^[2-8]\d{6,7}$/
const separators = /[\s()\-–—.·]/g

function readRun(run: string): string | undefined {
  const digits = run.replace(separators, '')
  const whole = mobile.exec(digits)?.[1] ?? landline.exec(digits)?.[1]
  if (whole !== undefined) return whole
  return local.test(digits) ? defaultAreaCode + digits : undefined
}

/**
 * The first Chinese telephone number in a text, as digits alone: mobile (11), landline with area code, or landline of 7
 * or 8 digits, which gets `defaultAreaCode`. Full-width and Chinese digits, spaces, dashes, brackets and +86 are
 * understood; service numbers (12333), ID numbers and dates are not telephone numbers. Undefined when there is none.
 */
export function readPhone(text: string): string | undefined {
  if (/^1[3-9]\d{9}$/.test(text)) return text
  const plain = withDigits(normalise(text))
  for (const [run] of plain.matchAll(/[+(]?\d[\d\s()\-–—.·]*\d/g)) {
    if (/^(?:19|20)\d{2}[-.](?:0?[1-9]|1[0-2])[-.]\d{1,2}$/.test(run)) continue
    const whole = readRun(run)
    if (whole !== undefined) return whole
    for (const part of run.split(/\s+/)) {
      const single = readRun(part)
      if (single !== undefined) return single
    }
  }
  return undefined
}

/** A telephone number for the screen: all but the first three and last four digits of a mobile number hidden, more of others. */
export function maskPhone(phone: string): string {
  if (mobile.test(phone)) return phone.replace(/^(\d{3})\d{4}/, '$1****')
  if (landline.test(phone)) return phone.replace(/\d{4}(?=\d{3}$)/, '****')
  return phone.replace(/.(?=.{2})/gs, '*')
}
