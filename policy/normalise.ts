import { simplify } from './traditional.ts'

/** Characters of a message that are looked at; what is beyond is kept by the caller but not understood. */
export const readableChars = 1_000

/** Zero-width, bidirectional and other format characters, controls except line ends, lone surrogates, variation selectors. */
const invisible = /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Cs}]|\p{Variation_Selector}|\u034f|\u20e3)/gu

/**
 * The form in which texts are compared and understood: NFKC (full-width to half-width), simplified characters, nothing
 * invisible, single spaces, at most `readableChars`. Fast for a text of any length.
 */
export function normalise(text: string): string {
  if (text !== last.text) last = { text, normal: normalised(text) }
  return last.normal
}

/** Each reader of a message asks for the same text again. */
let last = { text: '', normal: '' }

function normalised(text: string): string {
  const visible = text.slice(0, readableChars).replace(invisible, '')
  const composed = visible
    .normalize('NFKC')
    .slice(0, readableChars)
    .replace(/\p{Cs}$/u, '')
  return simplify(composed).replace(/\s+/g, ' ').trim()
}

/** True when a message holds no letter, character or digit: empty, blank, emoji or punctuation only. */
export function isBlank(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(normalise(text))
}

/** True when a message is friendly signs and nothing else: 👍, 🌹🌹. */
export function isGesture(text: string): boolean {
  return isBlank(text) && /\p{Extended_Pictographic}/u.test(text)
}
