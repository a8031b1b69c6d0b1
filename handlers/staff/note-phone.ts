import { retireeById } from '../../db/ledgers/retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { maskPhone, readPhone } from '../../policy/contact.ts'
import { type Draft, dialogue } from '../dialogue.ts'
import { written } from '../say.ts'
import { caseWorker } from '../say-person.ts'
import type { Context, Handler, Message, Reply } from '../types.ts'
import { choiceOf, peopleNamed } from './find-person.ts'

const idOf = ({ retireeId }: Draft): string => (typeof retireeId === 'string' ? retireeId : '')

/** The one person that was named or chosen; undefined when it is none, or several. */
async function personIn(message: Message, context: Context): Promise<Draft | undefined> {
  const text = written(message)
  const [, retireeId] = /^phone:([0-9A-Z]{26})$/.exec(text) ?? []
  if (retireeId !== undefined) return { retireeId }
  const [only, other] = text.length < 2 ? [] : await peopleNamed(text, context)
  return only === undefined || other !== undefined ? undefined : { retireeId: only.id }
}

async function save(draft: Draft, { tx, actor, now }: Context): Promise<Reply> {
  const { phone } = draft
  const given = typeof phone === 'string' ? phone : ''
  const { name, id } = await retireeById(tx, actor.scope, idOf(draft))
  await updateRetiree(tx, id, { phone: given }, actor, now)
  return { text: `已记下${name}的电话 ${maskPhone(given)}。` }
}

/** 记电话: whose, and which number; what was said at once is not asked again. */
export const notePhoneDialogue = dialogue({
  name: 'note_phone',
  ask: {
    retireeId: {
      say: '记谁的电话？请打姓名。',
      again: '没有找到，或不止一位。请打全名，或身份证后四位。',
      read: personIn,
    },
    phone: {
      say: '电话号码是多少？',
      again: '没看出电话号码，请再打一遍。',
      read({ text }) {
        const phone = readPhone(text)
        return phone === undefined ? undefined : { phone }
      },
    },
  },
  done: save,
  stuck: async () => ({ text: '这次没有记下。要记请回“记电话 姓名 号码”。' }),
})

/** 记电话 张桂英 13800138000, or 记电话 after somebody was found. */
export const notePhone: Handler = async (message, context) => {
  if (caseWorker(context) === undefined) return undefined
  const text = written(message)
  const [, chosen] = /^phone:([0-9A-Z]{26})$/.exec(text) ?? []
  const going = context.conversation.dialogue === notePhoneDialogue.name
  if (chosen !== undefined && !going) return notePhoneDialogue.begin({ retireeId: chosen }, context)
  const [, rest] = /^记电话\s*[:：，,]?\s*(.*)$/s.exec(text) ?? []
  if (rest === undefined) return undefined
  const phone = readPhone(rest)
  const known = phone === undefined ? {} : { phone }
  const words = rest.replace(/[+(]?\d[\d\s()\-–—.·]*$/, '').trim()
  if (words === '') return notePhoneDialogue.begin(known, context)
  const named = await personIn({ ...message, text: words, said: words }, context)
  if (named !== undefined) return notePhoneDialogue.begin({ ...known, ...named }, context)
  const people = await peopleNamed(words, context)
  if (people.length === 0) return { text: '本单位没有找到这个人。' }
  const open = { status: 'open' as const, dialogue: notePhoneDialogue.name, asked: 'retireeId' }
  return { ...choiceOf(people, 'phone', context), next: { ...open, draft: known } }
}
