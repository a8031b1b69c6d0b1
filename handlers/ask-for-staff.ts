import { reporterOf } from '../db/ledgers/find-binding.ts'
import { addToPetition } from '../db/ledgers/petition-acts.ts'
import { registerPetition } from '../db/ledgers/register-petition.ts'
import { centerStation } from '../db/ledgers/station.ts'
import { countyScope } from '../db/scope.ts'
import { readPhone } from '../policy/contact.ts'
import { askWhom } from './choose-person.ts'
import { dialogue } from './dialogue.ts'
import type { Context, Handler, Reply } from './types.ts'

/** After a person was called: a telephone number, if there is one, goes onto the row. */
export const leavePhone = dialogue({
  name: 'leave_phone',
  ask: {
    phone: {
      say: '',
      again: '请发您的电话号码。不想留号码请回 0。',
      read: ({ text }) => {
        const phone = readPhone(text)
        return phone === undefined ? undefined : { phone }
      },
    },
  },
  async done(draft, context) {
    const { tx, actor, now } = context
    const note = `联系电话 ${String(draft['phone'])}`
    await addToPetition(
      tx,
      String(draft['petitionId']),
      note,
      { ...actor, scope: countyScope },
      now,
    )
    return { text: '号码记下了。工作人员会和您联系。' }
  },
  async stuck() {
    return { text: '好的，不留号码也行。工作人员会在这里回您。' }
  },
})

/** Hands a matter to a person: a row for the station, and the retiree is told. `matter`: what it is about; with its files. */
export async function handOver(
  matter: string,
  context: Context,
  attachmentIds: readonly string[] = [],
): Promise<Reply> {
  const { tx, account, actor, people, bound, retiree, now } = context
  const center = await centerStation(tx)
  const names = people.map(({ person }) => person.name).join('、')
  const row = await registerPetition(
    tx,
    {
      stationId: center.id,
      kind: 'help',
      source: 'chat',
      content: matter,
      name: retiree?.name ?? (names || '未留姓名'),
      accountId: account.id,
      ...reporterOf(bound),
      attachmentIds,
    },
    { ...actor, scope: countyScope },
    now,
  )
  const text = `已请工作人员来帮您，编号 ${row.serialNo}。\n上班时间会在这里回您。`
  if (people.length > 0) return { text, next: { topic: row.serialNo } }
  return {
    text: `${text}\n要我们打电话，请把号码发来。`,
    next: {
      status: 'open',
      dialogue: leavePhone.name,
      asked: 'phone',
      draft: { petitionId: row.id },
      topic: row.serialNo,
    },
  }
}

/** Whether words call a person and say nothing else. */
export const callsStaff = (text: string): boolean =>
  /^(9|staff|人工|转人工|人工服务|找人工|找工作人员|找人|找真人)$/.test(text)

/** 人工, 9: a person. */
export const askForStaff: Handler = async (message, context) => {
  if (!callsStaff(message.text)) return undefined
  const { topic, draft, status } = context.conversation
  const unclear = status === 'open' ? undefined : await askWhom(message, context)
  if (unclear !== undefined) return unclear
  const about = typeof draft['content'] === 'string' ? draft['content'] : topic?.split('/')[0]
  return handOver(about === undefined ? '请工作人员联系' : `请工作人员联系：${about}`, context)
}
