import { isDay } from './calendar.ts'
import { withDigits } from './digit.ts'
import { foldIdNumber } from './id-number.ts'
import { normalise } from './normalise.ts'

/** What somebody says besides the code of a card, to show that the card is theirs. */
export type SecondFact =
  | { readonly kind: 'last4'; readonly value: string }
  | { readonly kind: 'bornOn'; readonly value: string }
  | { readonly kind: 'idNumber'; readonly value: string }

const two = (digits: string) => digits.padStart(2, '0')

/** What people put before it; 四 reads as 4 by then. */
const before =
  /^(我|他|她|老人|本人|的|身份证|号码|[后末]4位|尾号|出生日期|出生年月|生日|数字|号|是|为|[:：,，])+/

/** A birth date in figures: 1945-05-12, 1945年5月12日, 19450512. */
function readBirthDate(text: string): string | undefined {
  const [, year = '', month = '', date = ''] =
    /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    []
  const bornOn = `${year}-${two(month)}-${two(date)}`
  return isDay(bornOn) ? bornOn : undefined
}

/**
 * The last four characters of an ID number, the whole number, or a birth date, however they were typed: １２３４, 壹贰叁肆,
 * "后四位是12 34", 1945年5月12日. Undefined when the text is none of them; whether it is right is not decided here.
 */
export function readSecondFact(text: string): SecondFact | undefined {
  const plain = foldIdNumber(withDigits(normalise(text)).replaceAll(/[.·-](?=\d)/g, '/'))
  const bare = plain.replace(before, '').replace(/[。.!！,，]$/, '')
  const run = bare.replaceAll('/', '')
  if (/^\d{17}[\dX]$/.test(run)) return { kind: 'idNumber', value: run }
  if (/^\d{3}[\dX]$/.test(run)) return { kind: 'last4', value: run }
  const bornOn = readBirthDate(bare)
  return bornOn === undefined ? undefined : { kind: 'bornOn', value: bornOn }
}
