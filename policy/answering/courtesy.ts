import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'

/** Words that only join courtesies and are none themselves. */
const joining = new Set(['glue', 'speech'])
/** Longer messages are not looked at: nobody greets at such length. */
const longestCourtesy = 40

interface Phrases {
  /** Whether a phrase is a courtesy (true) or only joins them (false). */
  readonly courteous: ReadonlyMap<string, boolean>
  readonly longest: number
}

let loaded: Phrases | undefined

function load(): Phrases {
  const courteous = new Map<string, boolean>()
  const lines = readFileSync(join(packageRoot, 'policy/language/courtesies.txt'), 'utf8')
  for (const line of lines.split('\n')) {
    const [name = '', ...words] = line.split(' ')
    for (const word of words) {
      if (!courteous.get(word)) courteous.set(word, !joining.has(name))
    }
  }
  return { courteous, longest: Math.max(...Array.from(courteous.keys(), (word) => word.length)) }
}

/**
 * True when a normalised message is nothing but greetings, thanks, wishes, praise and acknowledgements, in any order and
 * number: 好的好的，谢谢小同志，你们辛苦了.
 */
export function isCourtesy(text: string): boolean {
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  if (plain === '' || plain.length > longestCourtesy) return false
  loaded ??= load()
  const { courteous, longest } = loaded
  // 0: not reached, 1: by joining words alone, 2: with a courtesy among them.
  const reached = new Uint8Array(plain.length + 1)
  reached[0] = 1
  for (let from = 0; from < plain.length; from++) {
    const before = reached[from] ?? 0
    if (before === 0) continue
    for (let end = from + 1; end <= Math.min(plain.length, from + longest); end++) {
      const kind = courteous.get(plain.slice(from, end))
      if (kind !== undefined) reached[end] = Math.max(reached[end] ?? 0, kind ? 2 : before)
    }
  }
  return reached[plain.length] === 2
}
