import { type Corpus, citationOf } from '../corpus.ts'
import { normalise } from '../normalise.ts'

/** How alike two texts must be to be looked at: the share of their neighbouring characters, and at most how many texts. */
interface Alike {
  readonly share: number
  readonly most: number
}

/** The curated questions of a corpus, found by their letters: those that an addition could touch. */
export interface BuiltIn {
  readonly count: number
  /** Questions that share enough neighbouring characters with one of some texts, most alike first. */
  near(texts: readonly string[], alike?: Alike): readonly string[]
  /** The questions of some clauses. */
  of(citations: readonly string[]): readonly string[]
}

/** Nearness of features never reaches the lowest bound that counts below this share of characters. */
const defaultAlike: Alike = { share: 0.35, most: 400 }

const made = new WeakMap<Corpus['topics'], BuiltIn>()

function pairsOf(text: string): Set<string> {
  const plain = `^${normalise(text).replaceAll(/[\s\p{P}]/gu, '')}$`
  return new Set([...plain].slice(1).map((character, at) => `${[...plain][at]}${character}`))
}

/** The built-in questions of a corpus; indexed at first use, tens of milliseconds. */
export function builtInQuestions({ topics }: Corpus): BuiltIn {
  const known = made.get(topics) ?? index(topics)
  made.set(topics, known)
  return known
}

function index(topics: Corpus['topics']): BuiltIn {
  const questions = topics.flatMap(({ questions: each }) => each)
  const sizes: number[] = []
  const postings = new Map<string, number[]>()
  questions.forEach((question, at) => {
    const pairs = pairsOf(question)
    sizes.push(pairs.size)
    for (const pair of pairs) {
      const posting = postings.get(pair)
      if (posting === undefined) postings.set(pair, [at])
      else posting.push(at)
    }
  })

  /** Share of neighbouring characters in common, by question. */
  function sharesOf(text: string): Map<number, number> {
    const pairs = pairsOf(text)
    const common = new Map<number, number>()
    for (const pair of pairs)
      for (const at of postings.get(pair) ?? []) common.set(at, (common.get(at) ?? 0) + 1)
    for (const [at, count] of common) common.set(at, (2 * count) / (pairs.size + (sizes[at] ?? 0)))
    return common
  }

  return {
    count: questions.length,
    near(texts, { share, most } = defaultAlike) {
      const best = new Map<number, number>()
      for (const text of texts)
        for (const [at, alike] of sharesOf(text))
          if (alike >= share && alike > (best.get(at) ?? 0)) best.set(at, alike)
      return [...best]
        .sort((a, b) => b[1] - a[1])
        .slice(0, most)
        .map(([at]) => questions[at] ?? '')
    },
    of: (citations) =>
      topics
        .filter(({ kind, name }) => kind === 'clause' && citations.includes(citationOf(name)))
        .flatMap(({ questions: each }) => each),
  }
}
