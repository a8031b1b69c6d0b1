import { type AnswerKind, countAnswer } from '../db/ledgers/policy-answer.ts'
import { notePolicyQuestion } from '../db/ledgers/policy-question.ts'
import { stationContact } from '../db/ledgers/station.ts'
import type { PolicyAnswer } from '../policy/answers.ts'
import { type Intent, intentLabels, intents } from '../policy/intent.ts'
import { handOver } from './ask-for-staff.ts'
import { askWhom } from './choose-person.ts'
import { confirmOptOut } from './opt-out.ts'
import { askedDraft, asksWhetherHelped, ratings } from './rate-help.ts'
import { beginPetition } from './report-petition.ts'
import { asSaid, option } from './say.ts'
import { contactCard } from './show-contact-card.ts'
import { notBound } from './show-mine.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

/** What is said first when a message asks for something that staff do by hand. */
const firstWords: Readonly<Record<string, string>> = {
  report_death: '请节哀。这件事要由工作人员和您当面办。',
  report_hospitalization: '祝早日康复。住院的事要请工作人员记下来。',
  funeral_help: '请节哀。丧事上的事，工作人员会来帮忙。',
  hardship: '您家的难处我们听到了，请工作人员来了解。',
  certification: '认证不用专门跑一趟，请工作人员帮您办。',
  mutual_aid_claim: '互助报销的事，请工作人员帮您办。',
  activity_signup: '报名的事，请工作人员给您记上。',
}

/** Stands before the question that a choice between two clauses sends. */
const asking = '问：'
/** Stands before what a model took a message for. */
const meaning = '要办：'

/** What an account can do by itself, said in free words. */
const ownActs: Readonly<Record<string, (message: Message, context: Context) => Promise<Reply>>> = {
  bind: async (_, context) => notBound(context),
  contact_card: contactCard,
  opt_out: async () => confirmOptOut(),
}

async function act(intent: string, message: Message, context: Context): Promise<Reply> {
  const own = ownActs[intent]
  if (own !== undefined) return own(message, context)
  const unclear = await askWhom(message, context)
  if (unclear !== undefined) return unclear
  if (intent === 'report_complaint') return beginPetition(message, 'complaint', context)
  const { attachmentIds } = message
  const matter = asSaid(message)
  if (intent === 'handoff') return handOver(`请工作人员联系：${matter}`, context, attachmentIds)
  const reply = await handOver(matter, context, attachmentIds)
  const first = firstWords[intent] ?? '这件事要请工作人员帮您办。'
  return { ...reply, text: `${first}\n${reply.text}` }
}

/** A model took the message for something to be done: asked first, with the words kept for the yes. */
function confirm(intent: Intent, message: Message): Reply {
  const draft = {
    content: message.text,
    said: message.said,
    heard: message.heard,
    attachmentIds: message.attachmentIds,
  }
  return {
    text: `您是要${intentLabels[intent]}吗？`,
    options: [{ id: meaning + intent, label: '是的' }, option.staff, option.menu],
    next: { draft },
  }
}

/** The yes to `confirm`: what was said before is acted upon. */
function confirmed({ kind, text }: Message, { conversation }: Context) {
  const intent = intents.find((one) => kind === 'choice' && text === meaning + one)
  const { content, said: wrote, heard, attachmentIds } = conversation.draft
  if (intent === undefined || typeof content !== 'string') return undefined
  const said: Message = {
    kind: 'text',
    text: content,
    ...(typeof wrote === 'string' ? { said: wrote } : {}),
    heard: heard === true,
    attachmentIds: Array.isArray(attachmentIds) ? attachmentIds.map(String) : [],
  }
  return { intent, said }
}

/** Own station with its telephone, for whoever is in the register. */
async function contactOf({ tx, bound }: Context): Promise<string | undefined> {
  return bound && stationContact(tx, bound.person.stationId)
}

const counted: Readonly<Partial<Record<PolicyAnswer['kind'], AnswerKind>>> = {
  clause: 'clause',
  outside: 'outside',
  unclear: 'unclear',
  action: 'action',
}

/** Counts what was answered, and keeps what was not for staff. */
async function learn(question: string, answer: PolicyAnswer, { tx, now }: Context): Promise<void> {
  const kind = counted[answer.kind]
  if (kind === undefined || answer.urgent) return
  const topic = answer.articles[0] ?? answer.intent ?? answer.subject ?? ''
  await countAnswer(tx, { kind, topic }, now)
  if (kind === 'clause' || kind === 'action' || !worthKeeping(question, kind)) return
  const asked = { question, takenFor: answer.subject ?? '', reason: 'unanswered' as const }
  await notePolicyQuestion(tx, asked, now)
}

/** Two characters at least: less is a slip of the finger. What was not understood needs four: fewer may be just a name. */
const worthKeeping = (question: string, kind: AnswerKind): boolean =>
  (question.match(/\p{Script=Han}/gu) ?? []).length >= (kind === 'unclear' ? 4 : 2)

function answered(
  question: string,
  answer: PolicyAnswer,
  contact: string | undefined,
  context: Context,
): Reply | undefined {
  const { kind, abstained, subject, choices = [] } = answer
  if (kind === 'unclear' || kind === 'action') return undefined
  const topic = subject === undefined ? {} : { topic: subject }
  if (kind === 'smalltalk') return { text: answer.text, next: topic }
  // An answer from a clause names the contact itself.
  const also = abstained && contact !== undefined ? `\n您也可以找${contact}。` : ''
  const text = `${answer.text}${also}`
  const next = { ...topic, draft: askedDraft(question) }
  const options = choices.map(({ label, question: asks }) => ({ id: asking + asks, label }))
  if (options.length > 0) return { text, options: [...options, option.staff], next }
  if (abstained) return { text, options: [option.staff, option.menu], next }
  return asksWhetherHelped(answer, context) ? { text, options: ratings, next } : { text, next }
}

/**
 * 政策咨询: the clause that settles it, or a way on; a short 那县外呢？ asks on about what was answered before. What a question
 * reports in passing goes to staff as well, and danger calls a person at once. Passes when nothing was understood.
 */
export const askPolicy: Handler = async (message, context) => {
  const yes = confirmed(message, context)
  if (yes !== undefined) return act(yes.intent, yes.said, context)
  const chosen = message.kind === 'choice' && message.text.startsWith(asking)
  if (message.kind !== 'text' && !chosen) return undefined
  const question = chosen ? message.text.slice(asking.length) : message.text
  const { topic: subject } = context.conversation
  const contact = await contactOf(context)
  const answer = context.answer(question, { subject, contact })
  await learn(question, answer, context)
  if (answer.intent !== undefined) {
    return answer.confirm ? confirm(answer.intent, message) : act(answer.intent, message, context)
  }
  if (answer.urgent || answer.reports !== undefined) {
    const matter = chosen ? question : asSaid(message)
    const called = await handOver(matter, context, message.attachmentIds)
    return { ...called, text: `${answer.text}\n${called.text}` }
  }
  return answered(question, answer, contact, context)
}
