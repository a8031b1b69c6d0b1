import { isDay } from '../calendar.ts'
import type { AddedSource } from './additions.ts'

/** What is wrong with a draft, for a person: a sentence that names the line. */
export interface SourceFault {
  readonly part: 'text' | 'questions'
  /** 1 for the first. */
  readonly line: number
  readonly message: string
}

/** What a source must tell of itself, with what it is called. */
const needed: Readonly<Record<string, string>> = {
  issuer: '发文单位',
  number: '文号',
  title: '标题',
  inForceFrom: '施行日期',
}
const dates: Readonly<Record<string, string>> = {
  inForceFrom: '施行日期',
  repealedFrom: '废止日期',
  issued: '发文日期',
}
const known = new Set([...Object.keys(needed), ...Object.keys(dates), 'repeals', 'area', 'status'])
const mostVerdict = 120
const mostQuestion = 100
const mostFaults = 20

interface Line {
  readonly at: number
  readonly words: string
}

/** Collects what is wrong, at most `mostFaults`. */
type Tell = (line: number, message: string) => void

const linesOf = (text: string): Line[] =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((words, index) => ({ at: index + 1, words: words.trim() }))

function headFaults(head: readonly Line[], local: boolean, tell: Tell): void {
  const fields = new Map<string, Line>()
  for (const line of head.filter(({ words }) => words !== '')) {
    const [, key, value = ''] = /^([A-Za-z]+)\s*[:：]\s*(.*)$/.exec(line.words) ?? []
    if (key === undefined) tell(line.at, '要写成“名称: 内容”，如 title: 高龄津贴办法。')
    else if (line.words.includes('：') && !line.words.includes(':'))
      tell(line.at, '冒号要用半角的“:”。')
    else if (key === 'local' || key === 'source') {
      if (key === 'local' && !local) tell(line.at, 'local 只用于县里自己的这份通知，请删掉。')
    } else if (!known.has(key)) tell(line.at, `不认识“${key}”这一项。`)
    else fields.set(key, { at: line.at, words: value })
  }
  for (const [key, label] of Object.entries(needed))
    if ((fields.get(key)?.words ?? '') === '')
      tell(fields.get(key)?.at ?? 1, `缺少${label}（${key}）。`)
  for (const [key, label] of Object.entries(dates)) {
    const field = fields.get(key)
    if (field !== undefined && field.words !== '' && !isDay(field.words))
      tell(field.at, `${label}请写成 2026-03-02 这样的日期。`)
  }
  const status = fields.get('status')
  if (status !== undefined && !['inForce', 'repealed'].includes(status.words))
    tell(status.at, 'status 只能是 inForce（有效）或 repealed（已废止）。')
}

/** Citations of a text, by line; faults of its clauses are told. */
function clauseFaults(body: readonly Line[], tell: Tell): ReadonlySet<string> {
  const seen = new Set<string>()
  let open: (Line & { empty: boolean }) | undefined
  const close = () => {
    if (open?.empty) tell(open.at, `“${open.words}”下面没有原文。`)
  }
  for (const { at, words } of body) {
    const citation = /^##\s+(.+)$/.exec(words)?.[1]
    if (citation !== undefined) {
      close()
      if (seen.has(citation)) tell(at, `“${citation}”写了两次。`)
      seen.add(citation)
      open = { at, words: citation, empty: true }
    } else if (words.startsWith('#')) tell(at, '条的标题要写成“## 第三条”。')
    else if (words !== '' && open === undefined) tell(at, '原文要写在“## 第一条”这样的标题下面。')
    else if (words !== '' && open !== undefined) open.empty = false
  }
  close()
  if (seen.size === 0) tell(body[0]?.at ?? 1, '没有条文。每一条要以“## 第一条”开头。')
  return seen
}

function textFaults(text: string, local: boolean, tell: Tell): ReadonlySet<string> {
  const lines = linesOf(text)
  const end = lines.findIndex(({ words }, index) => index > 0 && words === '---')
  if (lines[0]?.words !== '---' || end < 0) {
    tell(1, '开头要有一段放在两行“---”之间的说明：发文单位、文号、标题、施行日期。')
    return clauseFaults(lines, () => undefined)
  }
  headFaults(lines.slice(1, end), local, tell)
  return clauseFaults(lines.slice(end + 1), tell)
}

/** A fact under way while its lines are read. */
interface OpenFact {
  readonly at: number
  readonly name: string
  verdict: boolean
  questions: number
}

function questionFaults(text: string, citations: ReadonlySet<string>, tell: Tell): void {
  const asked = new Map<string, number>()
  let clause: string | undefined
  let fact: OpenFact | undefined
  const close = () => {
    if (fact === undefined) return
    if (!fact.verdict) tell(fact.at, `“${fact.name}”没有答复的第一句（> 开头）。`)
    if (fact.questions === 0) tell(fact.at, `“${fact.name}”没有问法（- 开头）。`)
    fact = undefined
  }
  const ask = (at: number, words: string) => {
    for (const question of words.split('｜').map((each) => each.trim())) {
      const before = asked.get(question)
      if (question === '') tell(at, '问法是空的。')
      else if (question.length > mostQuestion) tell(at, `问法最多 ${mostQuestion} 个字。`)
      else if (before !== undefined) tell(at, `这个问法和第 ${before} 行重复。`)
      asked.set(question, at)
      if (fact !== undefined) fact.questions += 1
    }
  }
  for (const { at, words } of linesOf(text)) {
    const [, marks = '', rest = ''] = /^(#{1,3}|>|-)\s*(.*)$/.exec(words) ?? []
    if (words === '' || marks === '#') continue
    if (marks === '##') {
      close()
      clause = rest.split(/\s+/)[0] ?? ''
      if (!citations.has(clause)) tell(at, `原文里没有“${clause}”。`)
    } else if (clause === undefined) continue
    else if (marks === '###') {
      close()
      fact = { at, name: rest, verdict: false, questions: 0 }
      if (!/^[\w-]{1,40}$/.test(rest)) tell(at, '### 后面要写一个英文的短名，如 amount。')
    } else if (fact === undefined) tell(at, '先用“### amount”这样的一行写明是哪件事。')
    else if (marks === '>') {
      fact.verdict = rest !== ''
      if (rest.length > mostVerdict) tell(at, `答复的第一句最多 ${mostVerdict} 个字。`)
    } else if (marks === '-') ask(at, rest)
    else tell(at, '这一行要以“>”（答复）或“-”（问法）开头。')
  }
  close()
  if (clause === undefined) tell(1, '问法要写在“## 第三条 名称”这样的标题下面。')
}

/**
 * What is wrong with a source and its questions, line by line; none where it can be taken. `local`: it takes the place of the
 * county's own notice, whose clauses are cited without its title.
 */
export function sourceFaults(draft: AddedSource, local = false): readonly SourceFault[] {
  const faults: SourceFault[] = []
  const teller =
    (part: SourceFault['part']): Tell =>
    (line, message) => {
      if (faults.length < mostFaults) faults.push({ part, line, message })
    }
  const citations = textFaults(draft.text, local, teller('text'))
  if (draft.questions.trim() !== '') questionFaults(draft.questions, citations, teller('questions'))
  return faults
}
