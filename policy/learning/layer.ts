import {
  type Corpus,
  CorpusError,
  clauseTopics,
  isInForce,
  parseSource,
  type SourceFile,
  type Topic,
  type Unit,
} from '../corpus.ts'
import type { AddedQuestion, AddedSource, Additions } from './additions.ts'
import type { Entry } from './nearest.ts'

/** What a way to ask is answered with. */
export type Target =
  | { readonly kind: 'clause'; readonly topic: Topic; readonly unit: Unit }
  /** No topic: a subject without a name. */
  | { readonly kind: 'outside'; readonly topic: Topic | undefined }

/** What staff added, laid over what was learnt: nothing is trained anew, so nothing that was right is unlearnt. */
export interface Layer {
  /** The corpus below with the texts and verdicts that staff changed; the same object where they changed none. */
  readonly corpus: Corpus
  readonly entries: readonly Entry<Target>[]
  /** Clauses below that staff repealed, left out or gave another name. */
  readonly gone: ReadonlySet<string>
  /** Units of added sources: pointed at where nothing settles a question. */
  readonly library: readonly Unit[]
}

/** Units and topics of an added source. @throws {CorpusError} */
export function readSource(added: AddedSource): {
  readonly units: readonly Unit[]
  readonly topics: readonly Topic[]
} {
  const file: SourceFile = {
    name: `${added.name}.md`,
    text: added.text,
    questions: added.questions.trim() === '' ? undefined : added.questions,
  }
  const units = parseSource(file.name, file.text)
  return { units, topics: file.questions === undefined ? [] : clauseTopics(file, units) }
}

/** What can be read and is in force; a version that an older program wrote and this one cannot read is left out. */
function readInForce(added: AddedSource, on: string): ReturnType<typeof readSource> {
  const nothing = { units: [], topics: [] }
  try {
    const read = readSource(added)
    return read.units.every(({ source }) => isInForce(source, on)) ? read : nothing
  } catch (error) {
    if (error instanceof CorpusError) return nothing
    throw error
  }
}

const citationsOf = (file: SourceFile | undefined) =>
  file === undefined ? [] : parseSource(file.name, file.text).map(({ citation }) => citation)

function changedCorpus(corpus: Corpus, units: readonly Unit[], topics: readonly Topic[]): Corpus {
  const unitOf = new Map(units.map((unit) => [unit.citation, unit]))
  const topicOf = new Map(topics.map((topic) => [topic.name, topic]))
  const touched =
    corpus.units.some(({ citation }) => unitOf.has(citation)) ||
    corpus.topics.some(({ name }) => topicOf.has(name))
  if (!touched) return corpus
  return {
    ...corpus,
    units: corpus.units.map((unit) => unitOf.get(unit.citation) ?? unit),
    topics: corpus.topics.map((topic) => {
      const changed = topic.kind === 'clause' ? topicOf.get(topic.name) : undefined
      return changed === undefined
        ? topic
        : { ...topic, label: changed.label, verdict: changed.verdict }
    }),
  }
}

function entriesOf(
  corpus: Corpus,
  read: { readonly units: readonly Unit[]; readonly topics: readonly Topic[] },
  questions: readonly AddedQuestion[],
  gone: ReadonlySet<string>,
): Entry<Target>[] {
  const present = [...corpus.units, ...read.units].filter(({ citation }) => !gone.has(citation))
  const units = new Map(present.map((unit) => [unit.citation, unit]))
  const learnt = new Set(
    corpus.topics.flatMap(({ name, questions: ways }) => ways.map((each) => `${name}\0${each}`)),
  )
  const known = new Map(corpus.topics.map((topic) => [`${topic.kind}\0${topic.name}`, topic]))
  const added = read.topics.filter((topic) => !known.has(`clause\0${topic.name}`))
  for (const topic of added) known.set(`clause\0${topic.name}`, topic)
  const target = (kind: AddedQuestion['kind'], name: string): Target | undefined => {
    const topic = known.get(`${kind}\0${name}`)
    if (kind === 'outside') return { kind, topic }
    const unit = units.get(name.split('/')[0] ?? '')
    return topic && unit && { kind, topic, unit }
  }
  const asked = [
    ...read.topics.flatMap(({ name, questions: ways }) =>
      ways
        .filter((question) => !learnt.has(`${name}\0${question}`))
        .map((question) => ({ question, kind: 'clause' as const, topic: name })),
    ),
    ...questions,
  ]
  return asked.flatMap(({ question, kind, topic }) => {
    const item = target(kind, topic)
    return item === undefined ? [] : [{ question, item }]
  })
}

/** Lays what staff added over a corpus that was read from `files`; `on`: the day, `YYYY-MM-DD`. */
export function layOver(
  corpus: Corpus,
  files: readonly SourceFile[],
  additions: Additions,
  on: string,
): Layer {
  const read = additions.sources.map((added) => ({ name: added.name, ...readInForce(added, on) }))
  const units = read.flatMap((source) => source.units)
  const topics = read.flatMap((source) => source.topics)
  const present = new Set(units.map(({ citation }) => citation))
  const replaced = read.flatMap(({ name }) =>
    citationsOf(files.find((file) => file.name === `${name}.md`)),
  )
  const gone = new Set(replaced.filter((citation) => !present.has(citation)))
  const changed = changedCorpus(corpus, units, topics)
  const below = new Set(corpus.units.map(({ citation }) => citation))
  return {
    corpus: changed,
    entries: entriesOf(changed, { units, topics }, additions.questions, gone),
    gone,
    library: units.filter(({ citation }) => !below.has(citation)),
  }
}
