import { contentFeatures } from '../answering/features.ts'
import { type Lexicon, makeLexicon } from '../answering/lexicon.ts'
import { wording } from '../answering/wording.ts'
import type { Corpus } from '../corpus.ts'
import { withoutPersonal } from '../without-personal.ts'

/** Something with a way to ask for it. */
export interface Entry<T> {
  readonly question: string
  readonly item: T
}

/** The nearest entry to a message, and how near it is: 1 for the same words, 0 for nothing in common. */
export interface Near<T> extends Entry<T> {
  readonly closeness: number
}

interface Vector {
  readonly hashes: Uint32Array
  readonly weights: Float32Array
}

const lexicons = new WeakMap<Corpus['concepts'], Lexicon>()

function lexiconOf(concepts: Corpus['concepts']): Lexicon {
  const known = lexicons.get(concepts) ?? makeLexicon(concepts)
  lexicons.set(concepts, known)
  return known
}

/** The features of a message as a vector of length 1, wherever its words stand; names and numbers left out. */
function vectorOf(text: string, lexicon: Lexicon): Vector {
  const { hashes, weights } = contentFeatures(wording(withoutPersonal(text)), lexicon)
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1
  return { hashes, weights: weights.map((weight) => weight / length) }
}

/** Finds the entry that is nearest to a message; undefined where there are none. Milliseconds for thousands of entries. */
export function makeNearest<T>(
  entries: readonly Entry<T>[],
  concepts: Corpus['concepts'],
): (text: string) => Near<T> | undefined {
  const lexicon = lexiconOf(concepts)
  const postings = new Map<number, [entry: number, weight: number][]>()
  entries.forEach(({ question }, entry) => {
    const { hashes, weights } = vectorOf(question, lexicon)
    hashes.forEach((hash, at) => {
      const posting = postings.get(hash)
      if (posting === undefined) postings.set(hash, [[entry, weights[at] ?? 0]])
      else posting.push([entry, weights[at] ?? 0])
    })
  })
  return (text) => {
    if (entries.length === 0) return undefined
    const { hashes, weights } = vectorOf(text, lexicon)
    const scores = new Float32Array(entries.length)
    hashes.forEach((hash, at) => {
      for (const [entry, weight] of postings.get(hash) ?? [])
        scores[entry] = (scores[entry] ?? 0) + weight * (weights[at] ?? 0)
    })
    const best = scores.indexOf(Math.max(...scores))
    const entry = entries[best]
    return entry && { ...entry, closeness: Math.min(1, scores[best] ?? 0) }
  }
}
