import { simplify } from './traditional.ts'

/** Characters of a message that are looked at; what is beyond is kept by the caller but not understood. */
export const readableChars = 2_000

/** Zero-width, bidirectional and other format characters, controls except line ends, lone surrogates, variation selectors. */
const invisible = /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Cs}]|\p{Variation_Selector}|\u034f|\u20e3)/gu

/**
 * The form in which texts are compared and understood: NFKC (full-width to half-width), simplified characters, nothing
 * invisible, single spaces, at most `readableChars`. Fast for a text of any length.
 */
export function normalise(text: string): string {
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

/** Openings that say nothing, as they stand at the front of a spoken message. */
const openings =
  /^(?:[,，.。!！?？、~…\s]+|喂+|哎呀?|唉|嗯+|呃+|额+|啊+|哦+|那个|这个(?=[,，\s])|就是说?|我(?:就是)?想?(?:请问|问|打听|咨询)(?:一?下子?|哈|个事)?|请问(?:一?下)?|麻烦(?:问|你)?(?:一?下)?|打扰(?:一?下)?|你们?好啊?|您好啊?|同志啊?|师傅|小姑娘|老师|领导)/

/** A normalised text without the fillers of speech in front (喂, 那个, 我想问一下, …); two characters at least remain. */
export function withoutOpening(text: string): string {
  let rest = text
  for (;;) {
    const shorter = rest.replace(openings, '')
    if (shorter === rest || shorter.length < 2) return rest
    rest = shorter
  }
}
