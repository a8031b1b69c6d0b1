import type { Topic, Unit } from '../corpus.ts'
import type { Intent } from '../intent.ts'
import { unclearAnswer } from './compose.ts'
import type { Library } from './library.ts'
import type { ModelTask } from './model-task.ts'
import type { Understand } from './understanding.ts'

/** An answer to a message, ready to send. */
export interface PolicyAnswer {
  readonly kind: 'clause' | 'outside' | 'action' | 'smalltalk' | 'unclear'
  /** At most 600 characters, plain text, lines separated by line ends: the verdict first, then 依据, 原文, whom to ask. */
  readonly text: string
  /** Citations, best first, at most three: 第十二条（一）. Empty unless `kind` is `clause`. */
  readonly articles: readonly string[]
  /** True when the text says that the notice does not settle it; it then names the way to a person. */
  readonly abstained: boolean
  /** Only with `kind` `action`. It must not act by itself: the handler asks what is missing and confirms. */
  readonly intent?: Intent
  /** 0 to 1. */
  readonly confidence: number
  /** What was answered, for `Asking.subject` of the next question: 那县外呢？ */
  readonly subject?: string
  /** What a question tells on the way: 我爸住院了，你们管不管来看. To be registered beside the answer. */
  readonly reports?: Intent
  /** Two clauses are meant equally: what to offer, and the question each choice stands for. */
  readonly choices?: readonly { readonly label: string; readonly question: string }[]
  /** Life is in danger: a person must be called at once, whatever else is said. */
  readonly urgent?: boolean
  /** An intent that a model chose: to be confirmed before anything begins. */
  readonly confirm?: boolean
  /** What a language model may help with; only where `Asking.forModel` wants to know. */
  readonly task?: ModelTask
}

/** What is known about the asker. */
export interface Asking {
  /** `subject` of the answer before, so that a follow-up keeps it. */
  readonly subject?: string | undefined
  /** Own station with its telephone, as it shall be read: 城东工作站，电话 0878-4120000. */
  readonly contact?: string | undefined
  /** Name of the topic that a model chose; any other than a known one is as none. */
  readonly sortedAs?: string | undefined
  /** The checked plainer words for a verdict, where there are some. */
  readonly plainer?: ((verdict: string) => string | undefined) | undefined
  /** Wants `task` in the answer. */
  readonly forModel?: boolean | undefined
}

/** Answers a message. Never throws; any text is answered within milliseconds. */
export type Answerer = (question: string, asking?: Asking) => PolicyAnswer

/** Said when a message cannot be made out. */
export const unclear: PolicyAnswer = {
  kind: 'unclear',
  text: unclearAnswer,
  articles: [],
  abstained: true,
  confidence: 0,
}

/** What answers are made from. */
export interface Known {
  readonly unitOf: (citation: string | undefined) => Unit | undefined
  readonly topics: readonly Topic[]
  readonly understand: Understand
  readonly library: Library
}
