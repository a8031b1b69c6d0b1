import { wording } from './wording.ts'

/** Scores of each document for a text: share of the text's information found there, about 0 to 2. */
export type Search = (worded: string) => Float32Array

const saturation = 1.2
const lengthShare = 0.6

/** Characters and pairs of neighbouring characters, as numbers. */
function tokens(worded: string): number[] {
  const result: number[] = []
  const blank = 32
  for (let at = 0; at < worded.length; at++) {
    const code = worded.charCodeAt(at)
    if (code === blank) continue
    result.push(code)
    const next = worded.charCodeAt(at + 1)
    if (at + 1 < worded.length && next !== blank) result.push(code * 0x10000 + next)
  }
  return result
}

function counted(items: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

/** Where a token occurs: documents, and how much it weighs in each. */
interface Posting {
  readonly documents: number[]
  readonly weights: number[]
}

function postingsOf(documents: readonly string[]): ReadonlyMap<number, Posting> {
  const all = documents.map((text) => tokens(wording(text)))
  const average = all.reduce((sum, { length }) => sum + length, 0) / Math.max(1, all.length)
  const postings = new Map<number, Posting>()
  all.forEach((list, document) => {
    const norm = 1 - lengthShare + (lengthShare * list.length) / average
    for (const [token, n] of counted(list)) {
      const weight = (n * (saturation + 1)) / (n + saturation * norm)
      const posting = postings.get(token) ?? { documents: [], weights: [] }
      if (posting.documents.length === 0) postings.set(token, posting)
      posting.documents.push(document)
      posting.weights.push(weight)
    }
  })
  return postings
}

/** BM25 over characters and pairs of characters, divided by the information of the query, so that texts compare. */
export function makeSearch(documents: readonly string[]): Search {
  const postings = postingsOf(documents)
  return (worded) => {
    const scores = new Float32Array(documents.length)
    let information = 0
    for (const token of new Set(tokens(worded))) {
      const posting = postings.get(token)
      const found = posting?.documents.length ?? 0
      const idf = Math.log(1 + (documents.length - found + 0.5) / (found + 0.5))
      information += idf
      for (let at = 0; at < found; at++) {
        const document = posting?.documents[at] ?? 0
        scores[document] = (scores[document] ?? 0) + idf * (posting?.weights[at] ?? 0)
      }
    }
    return information > 0 ? scores.map((score) => score / information) : scores
  }
}
