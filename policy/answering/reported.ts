import type { Intent } from '../intent.ts'
import { normalise } from '../normalise.ts'

const person =
  '(?:我(?:们)?家?的?(?:老人家?|老?(?:爸|妈|爹|娘|父亲|母亲|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|丈夫|公|婆|爱人|伴|倌|男人|媳妇|哥|姐|弟|妹|叔|伯|舅|姨))+|我|老(?:伴|爸|妈|爹|娘|倌|父亲|母亲|爷子|太太)|父亲|母亲|爷爷|奶奶|外公|外婆|公公|婆婆)'
const time =
  '(?:今天|今早|昨天|昨晚|前天|刚刚?|早上|晚上|上午|下午|夜里|凌晨|上周|上个?月|这两天|已经|现在|又|在.{1,10}|因病|生病|摔.{0,4})*'

/** What people tell of in passing while they ask. Conditions and wishes are no reports. */
const reports: readonly (readonly [RegExp, Intent])[] = [
  [
    new RegExp(
      `${person}${time}(?:去世|过世|走|没|不在|死|病故|断气|落气|老掉)了(?!.{0,2}(?:吗|没有|以后|之后|后|怎么办|的话))`,
    ),
    'report_death',
  ],
  [
    new RegExp(
      `${person}${time}(?:住(?:进|到|在|着).{0,10}(?:医院|卫生院)|住院|住起院|入院|住进.{0,6}(?:科|楼))(?:住?了|住着|里)?(?!.{0,3}(?:吗|的话|要是|谁|哪|多少|费|报销|看望一次))(?=[,，。!;\\s]|了|住着)`,
    ),
    'report_hospitalization',
  ],
]
const conditions =
  /如果|要是|万一|假如|哪天|将来|以后.{0,6}(?:走|死|去世|住院)|会不会.{0,4}(?:死|住院)/

/** What a question reports on the way, such as 我爸住院了，你们管不管来看; undefined when it only asks. */
export function reportedIn(text: string): Intent | undefined {
  const plain = normalise(text)
  if (conditions.test(plain)) return undefined
  return reports.find(([pattern]) => pattern.test(plain))?.[1]
}

const sympathies: Partial<Record<Intent, string>> = {
  report_death: '请节哀。',
  report_hospitalization: '祝早日康复。',
}

/** The human word that comes first when somebody died or lies in hospital; empty for all else. */
export function sympathy(intent: Intent | undefined): string {
  return (intent && sympathies[intent]) ?? ''
}
