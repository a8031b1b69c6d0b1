import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package-root.ts'

/** A document that answers may cite, from the front matter of its Markdown file. Dates are `YYYY-MM-DD`. */
export interface Source {
  readonly issuer: string
  /** 文号, such as 禄政通〔2006〕101号. */
  readonly number: string
  readonly title: string
  readonly inForceFrom: string
  /** 文号 of what it repeals. */
  readonly repeals?: string
  /** The county's own notice, whose clauses are cited without its title. */
  readonly local?: true
  /** No longer in force: it is never cited. */
  readonly repealed?: true
  /** First day on which it is no longer in force. */
  readonly repealedFrom?: string
}

/** A piece of a source that can be cited: an article, an item of one, or the heading of the notice (通知). */
export interface Unit {
  /** 第十二条（一）, 第八条 or 通知; of a source that is not the county's notice, with its title: 《社会保险法》第十六条. */
  readonly citation: string
  readonly text: string
  readonly source: Source
}

/** What a message is about: a fact of a clause, a matter the notice does not settle, something to be done, or small talk. */
export type TopicKind = 'clause' | 'outside' | 'action' | 'smalltalk'

/** One thing people ask, with the ways they ask it. */
export interface Topic {
  readonly kind: TopicKind
  /** Unique within its kind: 第十二条（一）/county, a subject, an intent. */
  readonly name: string
  /** What the matter is called when a choice is offered: 住院看望. */
  readonly label: string
  /** The first sentence of the answer; empty where a general one serves. */
  readonly verdict: string
  readonly questions: readonly string[]
  /** The same questions, paraphrases of one another together: they must not vouch for each other when answers are measured. */
  readonly groups: readonly (readonly string[])[]
}

/** All that answering needs, as read from Markdown files. */
export interface Corpus {
  /** What answers may cite: the units of every source that has curated questions. */
  readonly units: readonly Unit[]
  /** Units of sources without curated questions: pointed at where the units settle nothing. */
  readonly library: readonly Unit[]
  readonly topics: readonly Topic[]
  /** Each line one idea: the words that stand for it. */
  readonly concepts: readonly (readonly string[])[]
}

/** A corpus file cannot be read as what it claims to be; the message names file and fault. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError'
}

function frontMatter(file: string, text: string): [Source, string] {
  const [, head, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? []
  if (head === undefined || body === undefined) throw new CorpusError(`${file}: no front matter`)
  const fields = new Map(
    head.split('\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const
    }),
  )
  const field = (name: string) => {
    const value = fields.get(name)
    if (!value) throw new CorpusError(`${file}: front matter lacks ${name}`)
    return value
  }
  const repeals = fields.get('repeals')
  const repealedFrom = fields.get('repealedFrom')
  const source: Source = {
    issuer: field('issuer'),
    number: field('number'),
    title: field('title'),
    inForceFrom: field('inForceFrom'),
    ...(repeals ? { repeals } : {}),
    ...(fields.get('local') === 'true' ? { local: true } : {}),
    ...(fields.get('status') === 'repealed' ? { repealed: true } : {}),
    ...(repealedFrom ? { repealedFrom } : {}),
  }
  return [source, body]
}

/** Whether a source may be cited on a day, `YYYY-MM-DD`. Source: 办法 第十九条. */
export function isInForce({ repealed, repealedFrom, inForceFrom }: Source, on: string): boolean {
  if (repealed || on < inForceFrom) return false
  return repealedFrom === undefined || on < repealedFrom
}

function sections(body: string): [string, string][] {
  return body
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n')
      return [section.slice(0, end).trim(), section.slice(end + 1).trim()]
    })
}

/**
 * The units of one source: a Markdown file with front matter and a `## citation` for each.
 * @throws {CorpusError} when front matter is missing or incomplete, or no unit is there.
 */
export function parseSource(file: string, text: string): readonly Unit[] {
  const [source, body] = frontMatter(file, text.replaceAll('\r\n', '\n'))
  const before = source.local ? '' : `《${source.title}》`
  const units = sections(body).map(([citation, unitText]) => ({
    citation: before + citation,
    text: unitText,
    source,
  }))
  if (units.length === 0) throw new CorpusError(`${file}: no unit (## 第一条)`)
  return units
}

function parseTopic(kind: TopicKind, name: string, label: string, text: string): Topic {
  const lines = text.split('\n').map((line) => line.trim())
  const groups = lines
    .filter((line) => line.startsWith('- '))
    .map((line) =>
      line
        .slice(2)
        .split('｜')
        .map((question) => question.trim()),
    )
  return {
    kind,
    name,
    label,
    verdict:
      lines
        .find((line) => line.startsWith('>'))
        ?.slice(1)
        .trim() ?? '',
    questions: groups.flat(),
    groups,
  }
}

/**
 * The topics of a questions file: `## name`, `> verdict`, `- question` lines, paraphrases on one line with ｜ between;
 * for clauses `## citation label` and below it `### fact`.
 * @throws {CorpusError} when a topic has no question.
 */
export function parseTopics(file: string, kind: TopicKind, text: string): readonly Topic[] {
  const topics = sections(text.replaceAll('\r\n', '\n')).flatMap(([heading, body]) => {
    const [name = heading, label = name] = heading.split(/\s+/)
    if (kind !== 'clause') return [parseTopic(kind, name, label, body)]
    return sections(body.replace(/^###/gm, '##')).map(([fact, below]) =>
      parseTopic(kind, `${name}/${fact}`, label, below),
    )
  })
  const empty = topics.find(({ questions }) => questions.length === 0)
  if (empty) throw new CorpusError(`${file}: ${empty.name} has no question`)
  return topics
}

/** One Markdown file of a source, and the file of its questions where there is one. */
export interface SourceFile {
  /** `lufeng-2006-101.md` */
  readonly name: string
  readonly text: string
  readonly questions: string | undefined
}

/** The sources in a folder; none where it does not exist. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names
    .filter((name) => !name.endsWith('.questions.md'))
    .sort()
    .map((name) => {
      const asked = name.replace(/\.md$/, '.questions.md')
      return {
        name,
        text: readFileSync(join(folder, name), 'utf8'),
        questions: names.includes(asked) ? readFileSync(join(folder, asked), 'utf8') : undefined,
      }
    })
}

/** The topics of a source's questions. @throws {CorpusError} when one names a clause that its source has not. */
export function clauseTopics(
  { name, questions = '' }: SourceFile,
  units: readonly Unit[],
): readonly Topic[] {
  const before = units[0]?.source.local ? '' : `《${units[0]?.source.title}》`
  const topics = parseTopics(name, 'clause', questions).map((topic) => ({
    ...topic,
    name: before + topic.name,
  }))
  const known = new Set(units.map(({ citation }) => citation))
  const stray = topics.find((topic) => !known.has(citationOf(topic.name)))
  if (stray) throw new CorpusError(`${name}: no source has ${citationOf(stray.name)}`)
  return topics
}

/**
 * Reads the Markdown files of `sources` with their questions, and `language/`, below a folder, the package's own by default; and the
 * sources that staff have put into the folder `added`. Sources that are repealed are left out.
 * @throws {CorpusError} when a file is malformed or a question names a clause that its source has not.
 */
export function loadCorpus(
  folder: string = join(packageRoot, 'policy'),
  added?: string,
  on?: string,
): Corpus {
  const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')
  const units: Unit[] = []
  const library: Unit[] = []
  const topics: Topic[] = []
  const folders = [join(folder, 'sources'), ...(added ? [added] : [])]
  for (const file of folders.flatMap(sourceFiles)) {
    const parsed = parseSource(file.name, file.text)
    const [{ source } = { source: undefined }] = parsed
    if (source === undefined || !isInForce(source, on ?? source.inForceFrom)) continue
    if (file.questions === undefined) library.push(...parsed)
    else {
      units.push(...parsed)
      topics.push(...clauseTopics(file, parsed))
    }
  }
  for (const [kind, file] of [
    ['outside', 'outside.md'],
    ['action', 'actions.md'],
    ['smalltalk', 'smalltalk.md'],
  ] as const) {
    topics.push(...parseTopics(file, kind, read('language', file)))
  }
  const concepts = read('language', 'concepts.txt')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(1))
    .filter((words) => words.length > 0)
  return { units, library, topics, concepts }
}

/** The clause that a clause topic belongs to: 第十二条（一）/county → 第十二条（一）. */
export function citationOf(topicName: string): string {
  return topicName.split('/')[0] ?? topicName
}
