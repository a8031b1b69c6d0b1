import { reporterOf } from '../db/ledgers/find-binding.ts'
import { petitionOfDraft, stationOfDraft } from '../db/ledgers/petition-draft.ts'
import { registerPetition } from '../db/ledgers/register-petition.ts'
import { centerStation, findNamedStation } from '../db/ledgers/station.ts'
import { countyScope } from '../db/scope.ts'
import { chinaDate, formatDay } from '../policy/calendar.ts'
import { readPhone } from '../policy/contact.ts'
import type { PetitionKind } from '../policy/petition.ts'
import { askWhom } from './choose-person.ts'
import { type Draft, dialogue } from './dialogue.ts'
import { factsWithin, readName } from './read-facts.ts'
import { asSaid, option, written } from './say.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

const noPhone = /^(没有|没得|无|没电话|没有电话|不留|不想留|1)$/

async function register(draft: Draft, context: Context): Promise<Reply> {
  const { tx, account, actor, bound, now } = context
  const petition = petitionOfDraft(draft, {
    accountId: account.id,
    stationId: stationOfDraft(draft) ?? (await centerStation(tx)).id,
    ...reporterOf(bound),
  })
  if (petition === undefined) return { text: '还没有听到您要反映的事，请再说一次。' }
  const row = await registerPetition(tx, petition, { ...actor, scope: countyScope }, now)
  const day = formatDay(chinaDate(row.tellDueAt))
  return {
    text: `记下了，编号 ${row.serialNo}。\n${row.stationName}会在${day}前告诉您怎么办。\n想知道进展，回“办到哪了”。`,
    next: { topic: row.serialNo },
  }
}

/** 来信来访, asked step by step: content, then who it is, for people who are not bound. */
export const petitionDialogue = dialogue({
  name: 'report_petition',
  ask: {
    content: {
      say: '请说您要反映的事，打字、说话、拍照都行。',
      again: '没有收到内容。请说一说是什么事，或者发一张照片。',
      read: (message) => {
        const { kind, text, attachmentIds } = message
        const words = kind === 'text' || kind === 'file' ? text : ''
        if (words !== '') return { content: asSaid(message) }
        return attachmentIds.length > 0 ? { content: '见附件' } : undefined
      },
    },
    name: {
      say: '请问您叫什么名字？',
      again: '请只回您的名字，比如：张桂英。',
      read: (message) => {
        const name = readName(written(message))
        return name === undefined ? undefined : { name }
      },
    },
    phone: {
      say: '您的电话号码是多少？没有电话请回 1。',
      again: '这个号码好像不对。请再发一次，没有电话请回 1。',
      read: ({ text }) => {
        if (noPhone.test(text)) return { phone: '' }
        const phone = readPhone(text)
        return phone === undefined ? undefined : { phone }
      },
    },
    community: {
      say: '您住在哪个乡镇或者社区？比如：广通、第一社区。',
      again: '请回乡镇或者社区的名字。',
      read: async (message, { tx }) => {
        const { text } = message
        if (text === '') return undefined
        const station = await findNamedStation(tx, text)
        return {
          community: written(message).slice(0, 40),
          ...(station ? { stationId: station.id } : {}),
        }
      },
    },
  },
  done: register,
  stuck: register,
})

const openers: readonly (readonly [RegExp, PetitionKind])[] = [
  [/^(我要|我想)?(投诉|举报|告)/, 'complaint'],
  [/^(我要|我想)?(提)?(个)?(意见|建议)/, 'suggestion'],
  [/^(我要|我想)?(求助|请求帮助)/, 'help'],
  [/^(我要|我想|我来)?反映/, 'complaint'],
]

const bareOpener =
  /^(我要|我想|我来)?(投诉|举报|告状|求助|反映|反映问题|反映情况|提意见|提建议|意见|建议|提个意见|提个建议)[:：\s。，]*$/

/** Whether words open a report: 投诉, 建议, 求助, 反映. */
export const opensReport = (text: string): boolean => openers.some(([opener]) => opener.test(text))

/** Begins a report with what a message says; `kind` as understood. */
export async function beginPetition(
  message: Message,
  kind: PetitionKind,
  context: Context,
): Promise<Reply> {
  const unclear = await askWhom(message, context)
  if (unclear !== undefined) return unclear
  const { text, attachmentIds } = message
  const content = message.kind === 'choice' || bareOpener.test(text) ? '' : text
  const facts = await factsWithin(content === '' ? { text: '' } : message, context)
  const known: Record<string, unknown> = { ...facts, kind }
  if (content !== '') known['content'] = asSaid(message)
  else if (attachmentIds.length > 0) known['content'] = '见附件'
  if (attachmentIds.length > 0) known['attachmentIds'] = attachmentIds
  return petitionDialogue.begin(known, context)
}

/** 来信来访: begins a report when a message says so, or is a voice note, a picture or a document. Source: 办法 第十条（三）2. */
export const reportPetition: Handler = async (message, context) => {
  if (message.text === option.report.id) return beginPetition(message, 'complaint', context)
  if (message.attachmentIds.length > 0 && !message.heard) {
    return beginPetition(message, 'help', context)
  }
  const kind = openers.find(([opener]) => opener.test(message.text))?.[1]
  return kind === undefined ? undefined : beginPetition(message, kind, context)
}
