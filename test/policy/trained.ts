import { join } from 'node:path'
import type { Learnt } from '../../policy/answering/learn.ts'
import { readLearnt, writeLearnt } from '../../policy/answering/learnt-file.ts'
import { type Answerer, makeAnswerer } from '../../policy/answers.ts'
import { chinaDate } from '../../policy/calendar.ts'
import { type Corpus, loadCorpus, sourceFiles } from '../../policy/corpus.ts'
import { noAdditions } from '../../policy/learning/additions.ts'
import type { Knowledge } from '../../policy/learning/desk.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { monday } from '../support.ts'

/** The package's corpus with what was learnt from it; trains (some seconds) where no build has done it yet. */
function trained(): { corpus: Corpus; learnt: Learnt | undefined } {
  const corpus = loadCorpus()
  if (readLearnt(corpus) === undefined) writeLearnt()
  return { corpus, learnt: readLearnt(corpus) }
}

/** The answerer over the package's corpus. */
export function trainedAnswerer(): Answerer {
  const { corpus, learnt } = trained()
  return makeAnswerer(corpus, learnt)
}

let known: Knowledge | undefined

/** What the package knows, without additions, on a Monday in March; read once. */
export function packageKnowledge(): Knowledge {
  if (known === undefined) {
    const { corpus, learnt } = trained()
    const files = sourceFiles(join(packageRoot, 'policy', 'sources'))
    const base = makeAnswerer(corpus, learnt)
    known = { corpus, learnt, base, files, additions: noAdditions, on: chinaDate(monday) }
  }
  return known
}
