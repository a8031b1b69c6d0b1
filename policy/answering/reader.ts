import type { Corpus } from '../corpus.ts'
import { normalise } from '../normalise.ts'
import { featuresOf } from './features.ts'
import { makeLexicon } from './lexicon.ts'
import { makePinyinReader } from './pinyin-input.ts'

/** What reads messages into features, made from a corpus without training. */
export function makeReader({ units, topics, concepts }: Corpus) {
  const lexicon = makeLexicon(concepts)
  const readPinyin = makePinyinReader([
    ...units.map(({ text }) => text),
    ...topics.flatMap(({ questions }) => questions),
  ])
  return {
    plain(text: string): string {
      const normal = normalise(text)
      return readPinyin(normal) ?? normal
    },
    features: (worded: string) => featuresOf(worded, lexicon),
  }
}
