import { clauseAnswer, outsideAnswer } from '../answering/compose.ts'
import { isFollowUp, ownWords } from '../answering/follow-up.ts'
import { makeLibrary } from '../answering/library.ts'
import { reportedIn, sympathy } from '../answering/reported.ts'
import type { Answerer, Asking, PolicyAnswer } from '../answers.ts'
import { isBlank } from '../normalise.ts'
import type { Layer, Target } from './layer.ts'
import { makeNearest, type Near } from './nearest.ts'

/** From here on a message is the added question, whatever was learnt. Pairs that differ in one word stay below. */
const surelyFrom = 0.92
/** From here on it is taken for the added question where nothing else is known. */
const likelyFrom = 0.7
/** Below this confidence an answer is not known well. */
const unsureBelow = 0.5
/** From here on a follow-up with the subject put before it is the added question. */
const followsFrom = 0.5

const goneVerdict = '这一条原来的规定已经不再施行，我不能再按它答复。'

function takes(question: string, { closeness }: Near<Target>, given: PolicyAnswer): boolean {
  if (closeness >= surelyFrom) return true
  // Typed in pinyin, 怎么申请 alone makes two questions alike.
  if (!/\p{Script=Han}/u.test(question)) return false
  if (closeness < likelyFrom || given.kind === 'action') return false
  return given.abstained || given.kind === 'smalltalk' || given.confidence < unsureBelow
}

function fromTarget(target: Target, closeness: number, text: string, contact?: string) {
  const plain = { confidence: closeness }
  if (target.kind === 'outside') {
    const { topic } = target
    return {
      ...plain,
      kind: 'outside' as const,
      text: outsideAnswer(topic?.verdict ?? '', undefined),
      articles: [],
      abstained: true,
      ...(topic === undefined ? {} : { subject: topic.name }),
    }
  }
  const { topic, unit } = target
  const reports = reportedIn(text)
  const parts = { sympathy: sympathy(reports), verdict: topic.verdict, second: undefined, contact }
  return {
    ...plain,
    kind: 'clause' as const,
    text: clauseAnswer({ ...parts, unit }),
    articles: [unit.citation],
    abstained: false,
    subject: topic.name,
    ...(reports === undefined ? {} : { reports }),
  }
}

/** An answerer with what staff added before it: the same or nearly the same words are answered as they were reviewed. */
export function layeredAnswerer(base: Answerer, layer: Layer): Answerer {
  const { entries, gone, corpus } = layer
  const near = makeNearest(entries, corpus.concepts)
  const library = makeLibrary(layer.library)

  /** The added question that is asked on about: 那多少钱？ */
  function followed(question: string, subject: string): Near<Target> | undefined {
    const topic = entries.find(({ item }) => item.topic?.name === subject)?.item.topic
    if (topic === undefined || corpus.topics.some(({ name }) => name === subject)) return undefined
    const found = near(`${topic.label}${ownWords(question)}`)
    return found && found.closeness >= followsFrom ? found : undefined
  }

  function withoutGone(given: PolicyAnswer): PolicyAnswer {
    const [first] = given.articles
    if (first === undefined || !gone.has(first)) return given
    const { choices: _, ...rest } = given
    const text = outsideAnswer(goneVerdict, undefined)
    return { ...rest, kind: 'outside', text, articles: [], abstained: true }
  }

  function pointing(question: string, given: PolicyAnswer): PolicyAnswer {
    if (given.kind !== 'outside' || given.urgent) return given
    const unit = library(question)
    if (unit === undefined) return given
    const verdict = corpus.topics.find(
      ({ kind, name }) => kind === 'outside' && name === given.subject,
    )?.verdict
    return { ...given, text: outsideAnswer(verdict ?? '', unit) }
  }

  function answer(question: string, asking: Asking = {}): PolicyAnswer {
    const given = base(question, asking)
    if (given.urgent || isBlank(question)) return given
    const { subject, contact } = asking
    const asksOn = subject !== undefined && isFollowUp(question)
    const found = asksOn ? followed(question, subject) : near(question)
    if (found === undefined || !(asksOn || takes(question, found, given)))
      return pointing(question, withoutGone(given))
    const { reports } = given
    const kept = reports === undefined ? {} : { reports }
    return { ...kept, ...fromTarget(found.item, found.closeness, question, contact) }
  }
  return answer
}
