import type { PolicyAnswer } from '../policy/answers.ts'
import { handOver } from './ask-for-staff.ts'
import { beginPetition } from './report-petition.ts'
import { option } from './say.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

/** What is said first when a message asks for something that staff do by hand. */
const firstWords: Readonly<Record<string, string>> = {
  report_death: '请节哀。这件事要由工作人员和您当面办。',
  report_hospitalization: '祝早日康复。住院的事要请工作人员记下来。',
  funeral_help: '请节哀。丧事上的事，工作人员会来帮忙。',
}

async function act(intent: string, message: Message, context: Context): Promise<Reply> {
  if (intent === 'report_complaint') return beginPetition(message, 'complaint', context)
  if (intent === 'handoff') return handOver(`请工作人员联系：${message.text}`, context)
  const reply = await handOver(message.text, context)
  const first = firstWords[intent] ?? '这件事要请工作人员帮您办。'
  return { ...reply, text: `${first}\n${reply.text}` }
}

function answered({ kind, text, abstained, articles }: PolicyAnswer): Reply | undefined {
  if (kind === 'unclear' || kind === 'action') return undefined
  const next = articles[0] === undefined ? {} : { topic: articles[0] }
  return abstained ? { text, options: [option.staff, option.menu], next } : { text, next }
}

/** 政策咨询: the clause that settles it, or a way on. Passes when nothing was understood. */
export const askPolicy: Handler = async (message, context) => {
  if (message.kind !== 'text') return undefined
  const answer = context.answer(message.text)
  if (answer.intent !== undefined) return act(answer.intent, message, context)
  return answered(answer)
}
