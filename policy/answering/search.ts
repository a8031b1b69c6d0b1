import { wording } from './wording.ts'

/** Scores of each document for a text: share of the text's information found there, about 0 to 2. */
export type Search = (worded: string) => Float32Array

function tokens(worded: string): string[] {
  const result: string[] = []
  for (let at = 0; at < worded.length; at++) {
    const character = worded.charAt(at)
    if (character === ' ') continue
    result.push(character)
    const next = worded.charAt(at + 1)
    if (next !== '' && next !== ' ') result.push(character + next)
  }
  return result
}

const saturation = 1.2
const lengthShare = 0.6

/** BM25 over characters and pairs of characters, divided by the information of the query, so that texts compare. */
export function makeSearch(documents: readonly string[]): Search {
  const counts = documents.map((text) => {
    const count = new Map<string, number>()
    for (const token of tokens(wording(text))) count.set(token, (count.get(token) ?? 0) + 1)
    return count
  })
  const lengths = counts.map((count) => [...count.values()].reduce((sum, n) => sum + n, 0))
  const average = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, lengths.length)
  const postings = new Map<string, [document: number, weight: number][]>()
  counts.forEach((count, document) => {
    const norm = 1 - lengthShare + (lengthShare * (lengths[document] ?? 0)) / average
    for (const [token, n] of count) {
      const weight = (n * (saturation + 1)) / (n + saturation * norm)
      const list = postings.get(token)
      if (list === undefined) postings.set(token, [[document, weight]])
      else list.push([document, weight])
    }
  })
  return (worded) => {
    const scores = new Float32Array(documents.length)
    let information = 0
    for (const token of new Set(tokens(worded))) {
      const list = postings.get(token) ?? []
      const idf = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5))
      information += idf
      for (const [document, weight] of list) {
        scores[document] = (scores[document] ?? 0) + idf * weight
      }
    }
    return information > 0 ? scores.map((score) => score / information) : scores
  }
}
