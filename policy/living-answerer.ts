import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLearnt } from './answering/learnt-file.ts'
import { type Answerer, makeAnswerer } from './answers.ts'
import { type Corpus, CorpusError, loadCorpus, sourceFiles } from './corpus.ts'
import { type Additions, noAdditions } from './learning/additions.ts'
import { answering, type Knowledge } from './learning/desk.ts'
import { packageRoot } from './package-root.ts'

/** What came of looking at the added sources again. */
export type Refreshed =
  | { readonly state: 'unchanged' | 'taken' }
  /** The files stay unused and the answers as they were; `fault` names file and fault. */
  | { readonly state: 'refused'; readonly fault: string }

/** An answerer whose sources staff can add to and change while it runs. */
export interface LivingAnswerer {
  readonly answer: Answerer
  /** What it answers from now; read at the first use. */
  knowledge(): Knowledge
  /**
   * Takes what has changed in the folder and in the database since the last time. Training on files happens elsewhere;
   * answers go on meanwhile.
   */
  refresh(): Promise<Refreshed>
}

/** Where additions are kept, besides the folder. */
export interface AddedElsewhere {
  /** Changes whenever `read` would tell something new; cheap. */
  mark(): Promise<string>
  read(): Promise<Additions>
}

/** Where added sources lie, and how to train on them. */
export interface LivingSettings {
  /** Folder of Markdown files like those in `policy/sources`; may be absent. */
  readonly added: string
  /** Trains on the package's corpus with the folder and leaves the result in `path`, in a process of its own. */
  readonly train: (added: string, path: string, on?: string) => Promise<void>
  /** What staff keep in the database; absent: nothing. */
  readonly elsewhere?: AddedElsewhere
  /** The China date today, `YYYY-MM-DD`; absent: every file that is not repealed is in force. */
  readonly today?: () => string
}

interface Version {
  readonly name: string
  readonly text: string
  readonly mark: string
}

function versionsIn(folder: string): readonly Version[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    return { name, text, mark: createHash('sha256').update(text).digest('hex').slice(0, 12) }
  })
}

/** Every text that was ever answered from stays in `versions/`, named by its content. */
function keep(folder: string, versions: readonly Version[]): void {
  if (versions.length === 0) return
  const kept = join(folder, 'versions')
  mkdirSync(kept, { recursive: true })
  for (const { name, text, mark } of versions) {
    const path = join(kept, name.replace(/\.md$/, `.${mark}.txt`))
    if (!existsSync(path)) writeFileSync(path, text)
  }
}

const isEmpty = ({ sources, questions }: Additions) => sources.length + questions.length === 0

type Below = Pick<Knowledge, 'corpus' | 'learnt' | 'base' | 'files'>

function below(corpus: Corpus, learnt: Knowledge['learnt'], added: string): Below {
  const files = [join(packageRoot, 'policy', 'sources'), added].flatMap(sourceFiles)
  return { corpus, learnt, base: makeAnswerer(corpus, learnt), files }
}

/** Answers over the package's corpus and what was added to it, which is looked at again by `refresh`. */
export function makeLivingAnswerer(settings: LivingSettings): LivingAnswerer {
  const { added, train, elsewhere, today } = settings
  const learntPath = join(added, 'learnt.bin')
  let seenFiles = ''
  let seenElsewhere = ''
  let on = today?.() ?? ''
  let files: Below | undefined
  let additions = noAdditions
  let current: Answerer | undefined

  function knowledge(): Knowledge {
    if (files === undefined) {
      const corpus = loadCorpus()
      files = below(corpus, readLearnt(corpus), added)
    }
    return { ...files, additions, on }
  }

  async function learntOf(corpus: Corpus, day: string | undefined) {
    const known = readLearnt(corpus) ?? readLearnt(corpus, learntPath)
    if (known !== undefined) return known
    await train(added, learntPath, day)
    return readLearnt(corpus, learntPath)
  }

  async function takeFiles(): Promise<boolean> {
    const versions = versionsIn(added)
    const day = today?.()
    // The day decides what is in force only where there is something besides the package's own.
    const now = versions.length === 0 ? '' : [day, ...versions.map((v) => v.name + v.mark)].join()
    if (now === seenFiles) return false
    seenFiles = now
    const corpus = loadCorpus(undefined, added, day)
    files = below(corpus, await learntOf(corpus, day), added)
    keep(added, versions)
    return true
  }

  async function takeElsewhere(): Promise<boolean> {
    if (elsewhere === undefined) return false
    const now = `${today?.()} ${await elsewhere.mark()}`
    if (now === seenElsewhere) return false
    const before = additions
    additions = await elsewhere.read()
    seenElsewhere = now
    return !isEmpty(before) || !isEmpty(additions)
  }

  return {
    answer(question, asking) {
      current ??= answering(knowledge()).answer
      return current(question, asking)
    },
    knowledge,
    async refresh() {
      let fault: string | undefined
      let taken = await takeElsewhere()
      try {
        taken = (await takeFiles()) || taken
      } catch (error) {
        if (!(error instanceof CorpusError)) throw error
        fault = error.message
      }
      on = today?.() ?? on
      if (taken) current = answering(knowledge()).answer
      if (fault !== undefined) return { state: 'refused', fault }
      return { state: taken ? 'taken' : 'unchanged' }
    },
  }
}
