import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'
import { wording } from './wording.ts'

/** A number that depends on a text alone. */
function numberOf(text: string): number {
  let sum = 0
  for (const character of text) sum = (sum * 31 + character.charCodeAt(0)) % 1_000_003
  return sum
}

/** A worded message with one character left out, as fingers and voice input do; which one depends on the message alone. */
export function slipped(worded: string): string {
  if (worded.length < 5) return worded
  const at = numberOf(worded) % worded.length
  return worded.slice(0, at) + worded.slice(at + 1)
}

interface Chatter {
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Told before the matter and near to what is asked here: it must not be taken for the question. */
  readonly asides: readonly string[]
}

let loaded: Chatter | undefined

function chatter(): Chatter {
  const lines = readFileSync(join(packageRoot, 'policy/language/chatter.txt'), 'utf8').split('\n')
  const of = (sign: string) =>
    lines.filter((line) => line.startsWith(sign)).map((line) => wording(line.slice(1)))
  return { before: of('<'), after: of('>'), asides: of(':') }
}

/** A worded message with something said before it, after it or both that has nothing to do with it; the same each time. */
export function told(worded: string): string {
  loaded ??= chatter()
  const number = numberOf(worded)
  const pick = (sentences: readonly string[]) => sentences[number % sentences.length] ?? ''
  const before = number % 4 === 0 ? '' : pick(loaded.before)
  const after = number % 4 === 1 ? '' : pick(loaded.after)
  return [before, worded, after].filter((part) => part !== '').join(number % 3 === 0 ? '' : ' ')
}

/** A worded message after a remark on another matter of the notice, in one breath; the same each time. */
export function digressed(worded: string): string {
  loaded ??= chatter()
  const number = numberOf(`${worded}、`)
  const aside = loaded.asides[number % loaded.asides.length] ?? ''
  return `${aside}${number % 2 === 0 ? ' ' : ''}${worded}`
}
