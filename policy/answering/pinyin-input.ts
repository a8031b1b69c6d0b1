import { syllables } from './syllables.ts'

/** Turns a message typed in Latin syllables into characters; undefined when it is not one. */
export type PinyinReader = (text: string) => string | undefined

const start = '^'
/** Candidates kept per syllable: more cost time and never win. */
const beam = 24

/** Cuts a word into syllables, longest first from the front; each rest is tried once only. */
function cut(word: string, hopeless = new Set<string>()): string[] | undefined {
  if (word === '') return []
  if (hopeless.has(word)) return undefined
  for (let length = Math.min(6, word.length); length > 0; length--) {
    const head = word.slice(0, length)
    if (syllables().charactersOf(head) === undefined) continue
    const rest = cut(word.slice(length), hopeless)
    if (rest !== undefined) return [head, ...rest]
  }
  hopeless.add(word)
  return undefined
}

/** Syllables of a message of Latin letters, blanks and digits; undefined when it is in characters or no pinyin. */
function spelling(text: string): string[] | undefined {
  if (!/^[a-z\s\d\p{P}]+$/u.test(text) || text.length > 400) return undefined
  const words = text
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .split(' ')
  const parts = words.map((word) => (word.length > 40 ? undefined : cut(word)))
  if (parts.some((part) => part === undefined)) return undefined
  const all = parts.flatMap((part) => part ?? [])
  return all.length >= 2 ? all : undefined
}

/** Learns from Chinese texts which characters follow each other, and reads pinyin by the likeliest run (Viterbi). */
export function makePinyinReader(texts: readonly string[]): PinyinReader {
  const counts = new Map<string, number>()
  const bump = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const text of texts) {
    let before = start
    for (const character of text) {
      if (/\p{Script=Han}/u.test(character)) {
        bump(character)
        bump(before + character)
        before = character
      } else before = start
    }
  }
  const count = (key: string) => counts.get(key) ?? 0

  function candidates(syllable: string): string[] {
    const all = [...(syllables().charactersOf(syllable) ?? '')]
    return all.sort((a, b) => count(b) - count(a)).slice(0, beam)
  }

  return (text) => {
    const spelt = spelling(text.toLowerCase())
    if (spelt === undefined) return undefined
    let paths = new Map<string, [score: number, characters: string]>([[start, [0, '']]])
    for (const syllable of spelt) {
      const next = new Map<string, [number, string]>()
      for (const character of candidates(syllable)) {
        for (const [before, [score, characters]] of paths) {
          const alone = (count(character) + 0.1) / 30_000
          const after = count(before + character) / (count(before) + 2)
          const total = score + Math.log(0.9 * after + 0.1 * alone)
          if (total > (next.get(character)?.[0] ?? Number.NEGATIVE_INFINITY)) {
            next.set(character, [total, characters + character])
          }
        }
      }
      paths = next
    }
    return [...paths.values()].sort((a, b) => b[0] - a[0])[0]?.[1]
  }
}
