import type { Lexicon } from './lexicon.ts'
import { syllables } from './syllables.ts'
import { questionMarks } from './wording.ts'

/** A message as numbers: hashes of what it holds, and how much each weighs. Both arrays are of one length. */
export interface Features {
  readonly hashes: Uint32Array
  readonly weights: Float32Array
}

/** How much each block of features weighs as a whole. */
const blockWeights = { characters: 1, sounds: 0.8, concepts: 1, marks: 0.5, apart: 0.6, end: 0.8 }

/** In speech the question comes last: so many characters at the end are also looked at on their own. */
const endLength = 12

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15)
}

function grams(codes: readonly number[], salt: number, longest: number): number[] {
  const hashes: number[] = []
  for (let start = 0; start < codes.length; start++) {
    let hash = 0x811c9dc5 ^ salt
    for (let length = 1; length <= longest; length++) {
      const code = codes[start + length - 1]
      if (code === undefined) break
      hash = mix(mix(hash, code & 0xff), code >>> 8)
      hashes.push(mix(hash, length) >>> 0)
    }
  }
  return hashes
}

function pairs(items: readonly number[], others: readonly number[], salt: number): number[] {
  return items.flatMap((item) =>
    others.filter((other) => other !== item).map((other) => mix(mix(salt, item), other + 7) >>> 0),
  )
}

/** Pairs of codes with one or two others between them: what is left when a character is dropped, doubled or put in. */
function pairsApart(codes: readonly number[], salt: number): number[] {
  return [2, 3].flatMap((gap) =>
    codes.slice(gap).map((code, at) => mix(mix(salt, codes[at] ?? 0), code) >>> 0),
  )
}

/** What the last words of a message hold, whatever was said before them. */
function endGrams(worded: string, lexicon: Lexicon): number[] {
  const end = worded.slice(-endLength)
  const codes = Array.from(`${end}$`, (character) => character.charCodeAt(0))
  const { soundOf } = syllables()
  const sounds = Array.from(end, soundOf).filter((sound) => sound > 0)
  return [
    ...grams(codes, 0x8888, 2),
    ...grams(lexicon.conceptsIn(end), 0x9999, 1),
    ...grams(sounds, 0xaaaa, 2),
  ]
}

type Block = readonly [hashes: readonly number[], weight: number]

function contentBlocks(worded: string, lexicon: Lexicon): readonly Block[] {
  const framed = `^${worded}$`
  const codes = Array.from(framed, (character) => character.charCodeAt(0))
  const { soundOf } = syllables()
  const sounds = Array.from(worded, soundOf).filter((sound) => sound > 0)
  const concepts = lexicon.conceptsIn(worded)
  const marks = questionMarks.flatMap((mark, index) => (mark.test(worded) ? [1000 + index] : []))
  const conceptPairs = concepts.flatMap((first, at) =>
    pairs([first], concepts.slice(at + 1, at + 12), 0x3333),
  )
  return [
    [grams(codes, 0x1111, 3), blockWeights.characters],
    [grams(sounds, 0x2222, 3), blockWeights.sounds],
    [
      [...grams([...concepts], 0x4444, 1), ...conceptPairs, ...pairs(concepts, marks, 0x5555)],
      blockWeights.concepts,
    ],
    [grams(marks, 0x6666, 1), blockWeights.marks],
    [pairsApart(sounds, 0x7777), blockWeights.apart],
  ]
}

/** Each block brought to the length of its weight. */
function weighed(blocks: readonly Block[]): Features {
  const hashes: number[] = []
  const weights: number[] = []
  for (const [block, weight] of blocks) {
    const counts = new Map<number, number>()
    for (const hash of block) counts.set(hash, (counts.get(hash) ?? 0) + 1)
    const length = Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0))
    for (const [hash, count] of counts) {
      hashes.push(hash)
      weights.push((weight * count) / length)
    }
  }
  return { hashes: Uint32Array.from(hashes), weights: Float32Array.from(weights) }
}

/** What a message in its `wording` form holds, wherever it stands: by this messages are compared with one another. */
export function contentFeatures(worded: string, lexicon: Lexicon): Features {
  return weighed(contentBlocks(worded, lexicon))
}

/** The features by which a message in its `wording` form is sorted: what it holds, and its last words once more. */
export function featuresOf(worded: string, lexicon: Lexicon): Features {
  const end: Block = [endGrams(worded, lexicon), blockWeights.end]
  return weighed([...contentBlocks(worded, lexicon), end])
}
