import type { Intent } from '../intent.ts'
import { normalise } from '../normalise.ts'

const person =
  /我(?:们)?家?的?(?:老人家?|老?(?:爸|妈|爹|娘|父亲|母亲|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|丈夫|公|婆|爱人|伴|倌|男人|媳妇|哥|姐|弟|妹|叔|伯|舅|姨))+|我|老(?:伴|爸|妈|爹|娘|倌|父亲|母亲|爷子|太太)|父亲|母亲|爷爷|奶奶|外公|外婆|公公|婆婆/g
/** What may stand between a person and what happened: when, where and why. */
const passing =
  /今[天早]|昨[天晚]|前天|刚刚?|早上|晚上|上午|下午|夜里|凌晨|上周|上个?月|这两天|这几天|前[几两]天|这[回次]|上个?(?:星期|礼拜).?|(?:星期|礼拜).|突然|不小心|跟我住|已经|现在|又|因病|生病|在[^,，。!?]{1,10}|摔[^,，。!?]{0,4}|[,，\s]/g
/** Further back a person is not the one of whom is told. */
const farthest = 40

/** What people tell of in passing while they ask. Conditions and wishes are no reports. */
const reports: readonly (readonly [RegExp, Intent])[] = [
  [
    /(?:去世|过世|走|没|不在|死|病故|断气|落气|老掉)了(?!.{0,2}(?:吗|没有|以后|之后|后|怎么办|的话))/g,
    'report_death',
  ],
  [
    /(?:住(?:进|到|在|着).{0,10}(?:医院|卫生院)|住院|住起院|入院|住进.{0,6}(?:科|楼))(?:住?了|住着|里)?(?![^,，。!;\s]{0,3}(?:吗|的话|要是|谁|哪|多少|费|报销|看望一次))(?=[,，。!;\s]|了|住着)/g,
    'report_hospitalization',
  ],
]
const conditions =
  /如果|要是|万一|假如|哪天|将来|以后.{0,6}(?:走|死|去世|住院)|会不会.{0,4}(?:死|住院)/

/** True when the end of a text names a person and nothing that has to do with anything else. */
function endsWithPerson(before: string): boolean {
  const near = before.slice(-farthest)
  return [...near.matchAll(person)].some(
    ({ 0: named, index }) => near.slice(index + named.length).replace(passing, '') === '',
  )
}

/** What a question reports on the way, such as 我爸住院了，你们管不管来看; undefined when it only asks. */
export function reportedIn(text: string): Intent | undefined {
  const plain = normalise(text)
  if (conditions.test(plain)) return undefined
  const told = reports.find(([event]) =>
    [...plain.matchAll(event)].some(({ index }) => endsWithPerson(plain.slice(0, index))),
  )
  return told?.[1]
}

const sympathies: Partial<Record<Intent, string>> = {
  report_death: '请节哀。',
  report_hospitalization: '祝早日康复。',
}

/** The human word that comes first when somebody died or lies in hospital; empty for all else. */
export function sympathy(intent: Intent | undefined): string {
  return (intent && sympathies[intent]) ?? ''
}
