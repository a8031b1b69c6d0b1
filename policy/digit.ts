import { normalise } from './normalise.ts'

const numerals = [
  '0零〇',
  '1一壹幺',
  '2二贰两俩',
  '3三叁',
  '4四肆',
  '5五伍',
  '6六陆',
  '7七柒',
  '8八捌',
  '9九玖',
]
/** Longer messages are no choice of a number, whatever is in them; nor are those of more letters and digits than 我选1个. */
const longestChoice = 40
const tooMuch = /^(?:[^\p{L}\p{N}]*[\p{L}\p{N}]){5}/u

const digitOf = new Map(
  numerals.flatMap((same, value) => [...same].map((character) => [character, value] as const)),
)

/**
 * The digit a person chose, 0 to 9, however it was typed: 1, １, 一, 壹, ①, 1️⃣, "选1", "第一个。". Undefined when the
 * message is more than one digit.
 */
export function readDigit(text: string): number | undefined {
  if (text.length > longestChoice || tooMuch.test(text)) return undefined
  const bare = normalise(text).replace(/[\s\p{P}\p{S}]/gu, '')
  const [, digit = ''] = /^(?:我?选|回复?|第|按)?(.)(?:个|号|项)?$/u.exec(bare) ?? []
  return digitOf.get(digit)
}

/** Chinese numerals in a text as digits, one for one: 一三九 becomes 139. Full-width digits need `normalise` first. */
export function withDigits(text: string): string {
  return text.replace(/[零〇一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]/g, (character) =>
    String(digitOf.get(character)),
  )
}
