import { makeAnswerer, type PolicyAnswer } from '../../policy/answers.ts'
import { type Corpus, citationOf, type Topic } from '../../policy/corpus.ts'

/** Shares between 0 and 1, as the issue names them. */
export interface Figures {
  readonly accuracy: number
  readonly hit1: number
  readonly abstainPrecision: number
  readonly abstainRecall: number
  readonly intent: number
  readonly falseActions: number
  readonly smalltalk: number
}

/** A question with its topic and what was answered. */
export interface Judged {
  readonly topic: Topic
  readonly question: string
  readonly answer: PolicyAnswer
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)

/** Whether an answer does what its topic asks for. */
export function isRight({ topic, answer }: Judged): boolean {
  if (topic.kind === 'clause') {
    return !answer.abstained && answer.articles.includes(citationOf(topic.name))
  }
  if (topic.kind === 'outside') return answer.abstained
  if (topic.kind === 'action') return answer.intent === topic.name
  return answer.kind === 'smalltalk'
}

/** The figures of answered questions. */
export function figuresOf(judged: readonly Judged[]): Figures {
  const of = (kind: Topic['kind']) => judged.filter(({ topic }) => topic.kind === kind)
  const right = (kind: Topic['kind']) => share(of(kind).filter(isRight).length, of(kind).length)
  const clauses = of('clause')
  const refused = [...clauses, ...of('outside')].filter(({ answer }) => answer.abstained)
  const others = judged.filter(({ topic }) => topic.kind !== 'action')
  const first = clauses.filter(
    ({ topic, answer }) => answer.articles[0] === citationOf(topic.name) && !answer.abstained,
  )
  return {
    accuracy: right('clause'),
    hit1: share(first.length, clauses.length),
    abstainPrecision: share(
      refused.filter(({ topic }) => topic.kind === 'outside').length,
      refused.length,
    ),
    abstainRecall: right('outside'),
    intent: right('action'),
    falseActions: share(
      others.filter(({ answer }) => answer.intent !== undefined).length,
      Math.max(1, others.length),
    ),
    smalltalk: right('smalltalk'),
  }
}

/** Answers every curated question by what was learnt without it and its paraphrases. */
export function crossValidate(corpus: Corpus, folds = 5): readonly Judged[] {
  let next = 0
  const foldOf = new Map<string, number>()
  for (const topic of corpus.topics) {
    for (const group of topic.groups) {
      for (const question of group) foldOf.set(`${topic.name} ${question}`, next % folds)
      next += 1
    }
  }
  return Array.from({ length: folds }, (_, fold) => {
    const inFold = (topic: Topic, question: string) =>
      foldOf.get(`${topic.name} ${question}`) === fold
    const rest: Corpus = {
      ...corpus,
      topics: corpus.topics.map((topic) => {
        const groups = topic.groups
          .map((group) => group.filter((question) => !inFold(topic, question)))
          .filter((group) => group.length > 0)
        return { ...topic, groups, questions: groups.flat() }
      }),
    }
    const answer = makeAnswerer(rest)
    return corpus.topics.flatMap((topic) =>
      topic.questions
        .filter((question) => inFold(topic, question))
        .map((question) => ({ topic, question, answer: answer(question) })),
    )
  }).flat()
}
