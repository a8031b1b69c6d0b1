import { syllables } from './syllables.ts'
import { wording } from './wording.ts'

const longestWord = 8

/** Finds the ideas a message touches, by word and, from two syllables on, by sound. */
export interface Lexicon {
  /** Indexes of the concepts found, ascending, each once. */
  conceptsIn(worded: string): readonly number[]
}

function soundKey(word: string): string {
  const { soundOf } = syllables()
  let key = ''
  for (const character of word) {
    const sound = soundOf(character)
    if (sound === 0) return ''
    key += String.fromCharCode(sound)
  }
  return key
}

function add(index: Map<string, number[]>, key: string, concept: number): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, [concept])
  else if (!known.includes(concept)) known.push(concept)
}

/** Builds the lexicon from lists of words, one list per concept. */
export function makeLexicon(concepts: readonly (readonly string[])[]): Lexicon {
  const byWord = new Map<string, number[]>()
  const bySound = new Map<string, number[]>()
  concepts.forEach((words, concept) => {
    for (const word of words) {
      for (const form of new Set([word, wording(word)])) {
        if (form === '') continue
        add(byWord, form, concept)
        const key = soundKey(form)
        if (key.length >= 2) add(bySound, key, concept)
      }
    }
  })
  return {
    conceptsIn(worded) {
      const found = new Set<number>()
      for (let start = 0; start < worded.length; start++) {
        for (let length = 1; length <= longestWord && start + length <= worded.length; length++) {
          const piece = worded.slice(start, start + length)
          for (const concept of byWord.get(piece) ?? []) found.add(concept)
          if (length < 2) continue
          for (const concept of bySound.get(soundKey(piece)) ?? []) found.add(concept)
        }
      }
      return [...found].sort((a, b) => a - b)
    },
  }
}
