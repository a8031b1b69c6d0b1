import { syllables } from './syllables.ts'

/** Turns what a message spells in Latin syllables into characters; undefined when it spells nothing. */
export type PinyinReader = (text: string) => string | undefined

/** Candidates kept per syllable, and readings kept at each letter: more cost time and never win. */
const beam = { candidates: 16, readings: 10 }
/** Letters of a message that are read as pinyin; what is beyond stays as it is. */
const readableLetters = 240
const longestSyllable = 6
/** Stands before the first character of a run. */
const start = 0

/** How often characters follow each other in Chinese texts. */
interface Neighbours {
  count(character: number): number
  pair(before: number, character: number): number
}

function countNeighbours(texts: readonly string[]): Neighbours {
  const counts = new Map<number, number>()
  const pairs = new Map<number, number>()
  const bump = (map: Map<number, number>, key: number) => map.set(key, (map.get(key) ?? 0) + 1)
  for (const text of texts) {
    let before = start
    bump(counts, start)
    for (const character of text) {
      const code = character.charCodeAt(0)
      if (!/\p{Script=Han}/u.test(character)) {
        before = start
        continue
      }
      bump(counts, code)
      bump(pairs, before * 0x10000 + code)
      before = code
    }
  }
  return {
    count: (character) => counts.get(character) ?? 0,
    pair: (before, character) => pairs.get(before * 0x10000 + character) ?? 0,
  }
}

/** A reading of the letters so far: its last character, its likelihood (logarithm), and what it reads. */
interface Reading {
  readonly last: number
  readonly score: number
  readonly characters: string
}

function best(readings: Iterable<Reading>, kept: number): Reading[] {
  return [...readings].sort((a, b) => b.score - a.score).slice(0, kept)
}

function isPinyin(word: string): boolean {
  const reaches = new Uint8Array(word.length + 1)
  reaches[0] = 1
  for (let at = 0; at < word.length; at++) {
    if (reaches[at] !== 1) continue
    for (let length = 1; length <= longestSyllable; length++) {
      const syllable = word.slice(at, at + length)
      if (syllable.length === length && syllables().charactersOf(syllable)) reaches[at + length] = 1
    }
  }
  return reaches[word.length] === 1
}

/** Words of letters that can be read, those of one letter only beside others. */
function readableWords(text: string): readonly string[] {
  let letters = 0
  const words = (text.match(/[a-z]+/g) ?? []).filter((word) => {
    letters += word.length
    return letters <= readableLetters && isPinyin(word)
  })
  return words.join('').length >= 4 ? words : []
}

/** Latin letters without the tones some keyboards give: `wǒ`, `wo3`. */
function withoutTones(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/([a-z])[1-5](?![\d年月日号元岁])/g, '$1')
    .replace(/(?<=[a-z])'(?=[a-z])/g, ' ')
}

/** Learns from Chinese texts which characters follow each other, and reads pinyin, run together or not, by the likeliest run (Viterbi). */
export function makePinyinReader(texts: readonly string[]): PinyinReader {
  const neighbours = countNeighbours(texts)
  const known = new Map<string, readonly number[]>()

  function candidates(syllable: string): readonly number[] {
    const before = known.get(syllable)
    if (before !== undefined) return before
    const all = Array.from(syllables().charactersOf(syllable) ?? '', (character) =>
      character.charCodeAt(0),
    )
    const found = all
      .sort((a, b) => neighbours.count(b) - neighbours.count(a))
      .slice(0, beam.candidates)
    known.set(syllable, found)
    return found
  }

  function extend(readings: readonly Reading[], character: number): Reading {
    const alone = (neighbours.count(character) + 0.1) / 60_000
    let winner: Reading | undefined
    let highest = Number.NEGATIVE_INFINITY
    for (const reading of readings) {
      const after = neighbours.pair(reading.last, character) / (neighbours.count(reading.last) + 2)
      const score = reading.score + Math.log(0.9 * after + 0.1 * alone)
      if (score > highest) {
        highest = score
        winner = reading
      }
    }
    const characters = (winner?.characters ?? '') + String.fromCharCode(character)
    return { last: character, score: highest, characters }
  }

  function readWord(word: string, before: readonly Reading[]): readonly Reading[] {
    const at: Reading[][] = Array.from({ length: word.length + 1 }, () => [])
    at[0] = [...before]
    for (let from = 0; from < word.length; from++) {
      const readings = best(at[from] ?? [], beam.readings)
      if (readings.length === 0) continue
      for (let length = 1; length <= longestSyllable && from + length <= word.length; length++) {
        const syllable = word.slice(from, from + length)
        for (const character of candidates(syllable)) {
          at[from + length]?.push(extend(readings, character))
        }
      }
    }
    return best(at[word.length] ?? [], beam.readings)
  }

  return (text) => {
    const plain = withoutTones(text)
    const words = new Set(readableWords(plain))
    if (words.size === 0) return undefined
    let readings: readonly Reading[] = []
    let result = ''
    const settle = () => {
      result += readings[0]?.characters ?? ''
      readings = []
    }
    for (const piece of plain.match(/[a-z]+|\s+|[^a-z\s]/gu) ?? []) {
      if (words.has(piece)) {
        const last = result.charCodeAt(result.length - 1) || start
        const begin: Reading[] = [{ last, score: 0, characters: '' }]
        readings = readWord(piece, readings.length > 0 ? readings : begin)
      } else if (/\S/.test(piece)) {
        settle()
        result += piece
      }
    }
    settle()
    return result
  }
}
