import { readLearnt, writeLearnt } from '../../policy/answering/learnt-file.ts'
import { type Answerer, makeAnswerer } from '../../policy/answers.ts'
import { loadCorpus } from '../../policy/corpus.ts'

/** The answerer over the package's corpus; trains (some seconds) where no build has done it yet. */
export function trainedAnswerer(): Answerer {
  const corpus = loadCorpus()
  if (readLearnt(corpus) === undefined) writeLearnt()
  return makeAnswerer(corpus, readLearnt(corpus))
}
