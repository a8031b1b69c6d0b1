import { knownNames } from '../../db/ledgers/known-names.ts'
import { findAccount } from '../../db/messaging/channel-account.ts'
import { freshConversation, loadConversation } from '../../db/messaging/conversation.ts'
import type { InboxRow } from '../../db/messaging/inbox.ts'
import {
  beginPreparation,
  countTry,
  endPreparation,
  findPreparation,
} from '../../db/messaging/preparation.ts'
import type { Store } from '../../db/store.ts'
import { callsStaff } from '../../handlers/ask-for-staff.ts'
import { asksProgress } from '../../handlers/petition-progress.ts'
import { opensReport } from '../../handlers/report-petition.ts'
import { isFollowUp } from '../../policy/answering/follow-up.ts'
import type { ModelTask } from '../../policy/answering/model-task.ts'
import type { Answerer } from '../../policy/answers.ts'
import { withoutPersonal } from '../../policy/without-personal.ts'
import type { LanguageModel, Patience } from './language-model.ts'

/** What asking a model about messages needs. */
export interface SortSettings {
  readonly store: Store
  readonly now: () => number
  readonly model: LanguageModel
  readonly answering: Answerer
  /** All calls about one message, ms. */
  readonly limitMs: number
}

/** Calls about one message, over restarts too; about a recording those of hearing it count as well. */
const mostCalls = 1
const mostCallsSpoken = 4
/** What is shorter is a command, a digit or an answer. Unit: characters. */
const shortestQuestion = 4
/** Longest message that is a question, characters. */
const longestQuestion = 300

/** Whether words might be a question to the answers: no command, no opening of a report. */
export const mayAsk = (text: string): boolean =>
  text.length >= shortestQuestion &&
  text.length <= longestQuestion &&
  !text.startsWith('/') &&
  ![callsStaff, asksProgress, opensReport].some((says) => says(text))

/** Answers in the plainer words that a model found before and that were checked. */
export function inPlainWords(answering: Answerer, model: LanguageModel): Answerer {
  const plainer = (verdict: string) => model.plainer(verdict)
  return (question, asking) => answering(question, { ...asking, plainer })
}

/**
 * Finds out what a model can tell of a question, before it is handled: the topic where the classifier is unsure, then plainer words
 * for the verdict that will be given. Resolves to the answers with that.
 */
export function makeSortOut(settings: SortSettings) {
  const { store, now, model, answering, limitMs } = settings
  const { read } = store
  const plainly = inPlainWords(answering, model)

  /** The subject that was talked about; undefined when the message answers a question of ours, or comes from staff. */
  async function talkOf({ channel, account, peerId }: InboxRow) {
    const known = await findAccount(read, channel, account, peerId)
    if (known === undefined) return freshConversation
    const conversation = await loadConversation(read, known.id)
    return conversation.status === 'open' || known.staffId !== null ? undefined : conversation
  }

  async function sort(
    row: InboxRow,
    text: string,
    task: Extract<ModelTask, { kind: 'sort' }>,
    patience: Patience,
  ): Promise<string | undefined> {
    const before = await findPreparation(read, row.id)
    if (before?.sortedAs) return before.sortedAs
    const calls = before?.transcript ? mostCallsSpoken : mostCalls
    if (before !== undefined && before.attempts >= calls) return undefined
    await store.tx(async (tx) => {
      await beginPreparation(tx, row.id, now() + limitMs, now())
      await countTry(tx, row.id)
    })
    const harmless = withoutPersonal(text, await knownNames(read, text))
    const sortedAs = await model.sort(harmless, task, patience)
    if (!patience.signal.aborted) {
      await store.tx((tx) => endPreparation(tx, row.id, { sortedAs }))
    }
    return sortedAs
  }

  return async (row: InboxRow, text: string, signal: AbortSignal): Promise<Answerer> => {
    const conversation = await talkOf(row)
    if (conversation === undefined || !mayAsk(text)) return plainly
    const end = performance.now() + limitMs
    const patience = () => ({ limitMs: Math.max(1, end - performance.now()), signal })
    const { topic: subject } = conversation
    let { task } = answering(text, { subject, forModel: true })
    // 那县外呢？ alone means nothing to whoever does not know what was said before.
    if (task?.kind === 'sort' && subject !== undefined && isFollowUp(text)) task = undefined
    let sortedAs: string | undefined
    if (task?.kind === 'sort') {
      sortedAs = await sort(row, text, task, patience())
      task = sortedAs ? answering(text, { sortedAs, forModel: true }).task : undefined
    }
    if (task?.kind === 'rephrase' && model.wants(task)) await model.rephrase(task, patience())
    return sortedAs === undefined
      ? plainly
      : (question, asking) =>
          plainly(question, question === text ? { ...asking, sortedAs } : asking)
  }
}
