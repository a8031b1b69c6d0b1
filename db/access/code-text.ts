import { randomInt } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A petition's number has ten characters too: two letters and eight digits is never a code. */
const looksLikeSerialNo = /^[A-Z]{2}\d{8}$/

/**
 * A fresh code: ten characters of Crockford's base32, without letters that look like digits. One digit at least: ten letters
 * that somebody types are taken for words.
 */
export function newCode(): string {
  const code = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return looksLikeSerialNo.test(code) || !/\d/.test(code) ? newCode() : code
}

/** What somebody typed, as a code: upper case, without blanks and dashes, O as 0, I and L as 1; undefined when it is none. */
export function readCode(typed: string): string | undefined {
  // No code has a Chinese character, and most messages have.
  if (/[\u4e00-\u9fff]/.test(typed)) return undefined
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  if (looksLikeSerialNo.test(code)) return undefined
  return code.length === 10 && [...code].every((char) => alphabet.includes(char)) ? code : undefined
}
