import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'

/** Sounds that old people's typing and voice input mix up: z/zh, c/ch, s/sh, n/ng at the end. */
function merged(syllable: string): string {
  return syllable.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n')
}

/** Toneless readings of the 6,763 common characters (GB 2312). */
export interface Syllables {
  /** A number for the sound of a character, 0 when it has none; sounds that are easily mixed up share it. */
  soundOf(character: string): number
  /** The characters written with a Latin syllable (`zhong`, `lv`), undefined when it is none. */
  charactersOf(syllable: string): string | undefined
}

let loaded: Syllables | undefined

function load(): Syllables {
  const lines = readFileSync(join(packageRoot, 'policy/language/syllables.txt'), 'utf8').split('\n')
  const sounds = new Uint16Array(0x10000)
  const numbers = new Map<string, number>()
  const spelt = new Map<string, string>()
  for (const line of lines) {
    const [syllable, characters] = line.split(' ')
    if (syllable === undefined || characters === undefined) continue
    const sound = merged(syllable)
    const number = numbers.get(sound) ?? numbers.size + 1
    numbers.set(sound, number)
    spelt.set(syllable, characters)
    for (const character of characters) sounds[character.charCodeAt(0)] = number
  }
  return {
    soundOf: (character) => sounds[character.charCodeAt(0)] ?? 0,
    charactersOf: (syllable) => spelt.get(syllable),
  }
}

/** The table of readings, loaded at first use (some 130 KB of memory). */
export function syllables(): Syllables {
  loaded ??= load()
  return loaded
}
