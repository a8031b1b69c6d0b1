import { notePolicyQuestion } from '../db/ledgers/policy-question.ts'
import { stationContact } from '../db/ledgers/station.ts'
import type { PolicyAnswer } from '../policy/answers.ts'
import { handOver } from './ask-for-staff.ts'
import { askWhom } from './choose-person.ts'
import { confirmOptOut } from './opt-out.ts'
import { beginPetition } from './report-petition.ts'
import { option } from './say.ts'
import { contactCard } from './show-contact-card.ts'
import { notBound } from './show-mine.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

/** What is said first when a message asks for something that staff do by hand. */
const firstWords: Readonly<Record<string, string>> = {
  report_death: '请节哀。这件事要由工作人员和您当面办。',
  report_hospitalization: '祝早日康复。住院的事要请工作人员记下来。',
  funeral_help: '请节哀。丧事上的事，工作人员会来帮忙。',
}

/** Stands before the question that a choice between two clauses sends. */
const asking = '问：'

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
  if (intent === 'handoff') return handOver(`请工作人员联系：${message.text}`, context)
  const reply = await handOver(message.text, context)
  const first = firstWords[intent] ?? '这件事要请工作人员帮您办。'
  return { ...reply, text: `${first}\n${reply.text}` }
}

/** Own station with its telephone, for whoever is in the register. */
async function contactOf({ tx, bound }: Context): Promise<string | undefined> {
  return bound && stationContact(tx, bound.person.stationId)
}

function answered({ kind, text, abstained, subject, choices = [] }: PolicyAnswer) {
  if (kind === 'unclear' || kind === 'action') return undefined
  const next = subject === undefined ? {} : { topic: subject }
  const options = choices.map(({ label, question }) => ({ id: asking + question, label }))
  if (options.length > 0) return { text, options: [...options, option.staff], next }
  return abstained ? { text, options: [option.staff, option.menu], next } : { text, next }
}

/**
 * 政策咨询: the clause that settles it, or a way on; a short 那县外呢？ asks on about what was answered before. What a question
 * reports in passing goes to staff as well, and danger calls a person at once. Passes when nothing was understood.
 */
export const askPolicy: Handler = async (message, context) => {
  const chosen = message.kind === 'choice' && message.text.startsWith(asking)
  if (message.kind !== 'text' && !chosen) return undefined
  const question = chosen ? message.text.slice(asking.length) : message.text
  const { topic: subject } = context.conversation
  const answer = context.answer(question, { subject, contact: await contactOf(context) })
  if (answer.intent !== undefined) return act(answer.intent, message, context)
  if (answer.urgent || answer.reports !== undefined) {
    const called = await handOver(question, context)
    return { ...called, text: `${answer.text}\n${called.text}` }
  }
  if (answer.kind === 'outside') {
    const asked = { question, takenFor: answer.subject ?? '', reason: 'unanswered' as const }
    await notePolicyQuestion(context.tx, asked, context.now)
  }
  return answered(answer)
}
