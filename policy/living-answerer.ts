import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLearnt } from './answering/learnt-file.ts'
import { type Answerer, makeAnswerer } from './answers.ts'
import { type Corpus, CorpusError, loadCorpus } from './corpus.ts'

/** What came of looking at the folder of added sources again. */
export type Refreshed =
  | { readonly state: 'unchanged' | 'taken' }
  /** The files stay unused and the answers as they were; `fault` names file and fault. */
  | { readonly state: 'refused'; readonly fault: string }

/** An answerer whose sources staff can add to and change while it runs. */
export interface LivingAnswerer {
  readonly answer: Answerer
  /** Takes what has changed in the folder since the last time. Training happens elsewhere; answers go on meanwhile. */
  refresh(): Promise<Refreshed>
}

/** Where added sources lie, and how to train on them. */
export interface LivingSettings {
  /** Folder of Markdown files like those in `policy/sources`; may be absent. */
  readonly added: string
  /** Trains on the package's corpus with the folder and leaves the result in `path`, in a process of its own. */
  readonly train: (added: string, path: string) => Promise<void>
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

/** Answers over the package's corpus and the sources in a folder, which is looked at again by `refresh`. */
export function makeLivingAnswerer({ added, train }: LivingSettings): LivingAnswerer {
  const learntPath = join(added, 'learnt.bin')
  const state = (versions: readonly Version[]) =>
    versions.map(({ name, mark }) => name + mark).join()
  let seen = ''
  let current: Answerer | undefined

  const own = () => {
    const corpus = loadCorpus()
    return makeAnswerer(corpus, readLearnt(corpus))
  }

  async function learntOf(corpus: Corpus) {
    const known = readLearnt(corpus) ?? readLearnt(corpus, learntPath)
    if (known !== undefined) return known
    await train(added, learntPath)
    return readLearnt(corpus, learntPath)
  }

  return {
    answer: (question, asking) => {
      current ??= own()
      return current(question, asking)
    },
    async refresh() {
      const versions = versionsIn(added)
      const now = state(versions)
      if (now === seen) return { state: 'unchanged' }
      seen = now
      try {
        const corpus = loadCorpus(undefined, added)
        const learnt = await learntOf(corpus)
        current = makeAnswerer(corpus, learnt)
        keep(added, versions)
        return { state: 'taken' }
      } catch (error) {
        if (error instanceof CorpusError) return { state: 'refused', fault: error.message }
        throw error
      }
    },
  }
}
