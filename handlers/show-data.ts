import { namesOf } from '../db/ledger-names.ts'
import { type BoundPerson, may, reporterOf } from '../db/ledgers/find-binding.ts'
import { makeRequest } from '../db/ledgers/personal-request-acts.ts'
import { petitionOfDraft } from '../db/ledgers/petition-draft.ts'
import { registerPetition } from '../db/ledgers/register-petition.ts'
import { type Retiree, retireeWordsOf } from '../db/ledgers/retiree.ts'
import { findStation } from '../db/ledgers/station.ts'
import { countyScope } from '../db/scope.ts'
import { maskPhone } from '../policy/contact.ts'
import { maskIdNumber } from '../policy/id-number.ts'
import { categoryLabels, sexLabels } from '../policy/retiree.ts'
import { type Draft, dialogue } from './dialogue.ts'
import { option, written } from './say.ts'
import { notAllowed, notBound, personal } from './show-mine.ts'
import type { Context, Handler, Reply } from './types.ts'

const asksData =
  /^(看看?|查|查看)?(我的?|老人的)?(资料|信息|档案资料|登记信息|登记资料|在册资料|基本信息)[？?。]*$/
const asksCorrection =
  /^(我的?|要|想)*(更正|改|修改|变更)(一下)?(我的?)?(资料|信息|登记|电话|号码|地址|住址|姓名)|(资料|信息|登记).{0,4}(不对|错了|有错|写错)/

/** A day without its date: the whole birth date is what proves a person. */
const monthOf = (day: string) => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月`

/** How much of an address is said: enough to know it again. */
const shownAddress = 6

function sealedLines(person: Retiree, { tx }: Context): (string | undefined)[] {
  const { idNumber, phone, residence } = retireeWordsOf(tx, person)
  return [
    idNumber === null ? undefined : `身份证：${maskIdNumber(idNumber)}`,
    phone === null ? '电话：没有登记' : `电话：${maskPhone(phone)}`,
    residence === null
      ? '住址：没有登记'
      : `住址：${[...residence].slice(0, shownAddress).join('')}…`,
  ]
}

async function dataWords(bound: BoundPerson, context: Context): Promise<string> {
  const { person } = bound
  const station = await findStation(context.tx, countyScope, person.stationId)
  const firmId = person.enterpriseId ?? ''
  const firm = (await namesOf(context.tx, 'enterprises', [firmId])).get(firmId)
  const { retiredOn, monthlyPensionFen: pension } = person
  const lines = [
    `姓名：${person.name}，${sexLabels[person.sex]}`,
    `出生：${monthOf(person.bornOn)}`,
    ...sealedLines(person, context),
    firm === undefined ? undefined : `原单位：${firm}`,
    retiredOn === null ? undefined : `退休时间：${monthOf(retiredOn)}`,
    `类别：${categoryLabels[person.category]}`,
    `管理单位：${station?.name ?? ''}`,
    pension === null || !may(bound, 'amounts')
      ? undefined
      : `养老金标准：${(pension / 100).toFixed(2)} 元（只作参考）`,
  ]
  return lines.filter((line) => line !== undefined).join('\n')
}

async function wish(draft: Draft, context: Context): Promise<Reply> {
  const { tx, account, bound, actor, now } = context
  if (bound === undefined) return notBound(context)
  if (!may(bound, 'reports')) return notAllowed('代办')
  const words = String(draft['words'])
  const files = petitionOfDraft(
    { ...draft, kind: 'help', content: `更正资料：${words}`, name: bound.person.name },
    { accountId: account.id, stationId: bound.person.stationId, ...reporterOf(bound) },
  )
  // What comes with a picture or a voice note is a matter of its own: it keeps files.
  if (files !== undefined && (files.attachmentIds?.length ?? 0) > 0) {
    const row = await registerPetition(tx, files, actor, now)
    return { text: `记下了，编号 ${row.serialNo}。核对好了在这里告诉您。` }
  }
  await makeRequest(tx, bound, { kind: 'correction', words }, actor, now)
  return { text: '记下了，工作人员会核对。核对好了在这里告诉您。', options: [option.menu] }
}

/** 更正资料: what is wrong and what is right, in one message. */
export const correctData = dialogue({
  name: 'correct_data',
  ask: {
    words: {
      say: '哪一项不对，应该是什么？打字、说话、拍照都行。',
      again: '没有收到内容。比如：电话换了，新号码 13800138000。',
      read: (message) => {
        const { kind, text, attachmentIds } = message
        if (text !== '' && (kind === 'text' || kind === 'file')) return { words: written(message) }
        return attachmentIds.length > 0 ? { words: '见附件' } : undefined
      },
    },
  },
  done: wish,
  stuck: async () => ({ text: '好的，不改了。要改再来说。', options: [option.menu] }),
})

/** 我的资料: what is on file, masked, and a wish to correct it. Source: 个人信息保护法 第四十五、四十六条. */
export const showData: Handler = async (message, context) => {
  const { text } = message
  const corrects = text === option.correct.id || asksCorrection.test(text)
  if (!corrects && text !== option.data.id && !asksData.test(text)) return undefined
  const found = await personal(message, context)
  if ('reply' in found) return found.reply
  if (corrects && !may(found.bound, 'reports')) return notAllowed('代办')
  if (corrects) {
    const said =
      text === option.correct.id || [...text].length < 10 ? {} : { words: written(message) }
    return correctData.begin(said, context)
  }
  if (!may(found.bound, 'progress')) return notAllowed('看资料')
  return { text: await dataWords(found.bound, context), options: [option.correct, option.menu] }
}
