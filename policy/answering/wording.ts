import { normalise } from '../normalise.ts'
import { withoutFillers } from './fillers.ts'

/** Words of the county's dialect and of families, each brought to one form; order matters. */
const wordings: readonly (readonly [RegExp, string])[] = [
  [/哪样|啥子|什么子|啥(?!事)/g, '什么'],
  [/咋个(?:整|弄|办)?|咋(?:整|弄|办)|咋|怎样|如何/g, '怎么'],
  [/哪点|哪儿|哪块|哪哈|哪里头/g, '哪里'],
  [/好多(?=[钱块元个次天年岁]|$)|几多/g, '多少'],
  [/啥时候|多久时候|哪时候|几时/g, '什么时候'],
  [/哪个(?=[来发管看出办帮去查领])|哪位|啥人/g, '谁'],
  [/没得|冇得/g, '没有'],
  [/莫要|莫再|莫(?=[给发机])|甭|不要再/g, '不要'],
  [/(?<=[了的些家头])嘎|嘎$/g, '吗'],
  [/家头|屋头|屋里/g, '家里'],
  [/款(?:哈|下|一下)?白话|吹牛|摆龙门阵/g, '聊天'],
  [/(?<![去都])克(?=[哪站你社住])/g, '去'],
  [/瞧瞧|看看|瞧一下|探望|探视|看望|来瞧|瞧/g, '看望'],
  [/给(?=[会有能可要是用算还得给办帮管来看归参适退报发])(?!我|你|他|钱)/g, '是否'],
  [
    /老倌|老者|老奶|老太婆?|老爹|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|老伴|老公|老婆|男人(?=死|走)/g,
    '老人',
  ],
  [
    /我(?:家)?(?:爸爸?|妈妈?|爹|父亲|母亲|老爸|老妈|老娘|阿爸|阿妈|爸妈)|父亲|母亲|老爸|老妈|家父|家母/g,
    '我老人',
  ],
  [
    /过世|去逝|逝世|病故|病逝|不在了|没了(?=$|[,，。!])|断气|落气|老掉|老了人|走了(?=$|[,，。!的]|以后|之后|后|报|你|人)|走掉/g,
    '去世',
  ],
  [/重阳节?|老人节|老年节|九月(?:初)?九|敬老结|敬劳节/g, '敬老节'],
  [/过年|年前|大年|新年(?!快乐)|新春/g, '春节'],
  [/退休工资|退休金|退休费|工资(?=.{0,6}退休)/g, '养老金'],
  [/娃娃|儿女|姑娘|儿子|女儿/g, '子女'],
]

/**
 * A message in the form in which its features are taken: normalised, without the fillers around it, dialect and family
 * words brought to one form, punctuation and symbols as blanks, lower case.
 */
export function wording(text: string): string {
  let plain = withoutFillers(normalise(text).toLowerCase())
  for (const [pattern, standard] of wordings) plain = plain.replace(pattern, standard)
  return plain
    .replace(/\p{Extended_Pictographic}+/gu, '☺')
    .replace(/(?!☺)[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
}

/** What kind of question it is, as flags in a fixed order. A flag is a hint, not a reading: several may hold. */
export const questionMarks: readonly RegExp[] = [
  /多少|几块|几百|标准|数额|金额|比例|限额|花费/,
  /电话|号码|联系方式|热线/,
  /什么时候|几时|哪天|哪年|几点|几号|多久|日期|期限|几月/,
  /谁|哪个|哪家|哪方|哪级|哪些人/,
  /哪里|地址|去哪|在哪/,
  /怎么|怎样|手续|流程|步骤|办法/,
  /哪些|哪几|几种|几项|内容|包括|分别/,
  /是否|吗|不$|没有$|能不能|会不会|要不要|行不行|可不可以|有没有|是不是|算不算|管不管|来不来/,
  /^(?:帮|请|给我|麻烦)|我要|我想|帮我|给我|请你|来帮|申请|登记|报名|帮.{0,4}一下/,
  /去世$|住院$|住院了|去世了|报一?[声下]|报告|告知|说一声|丢了|掉了/,
  /为什么|干嘛|图什么|目的|意义/,
  /意思|什么叫|解释|定义|概念/,
  /规定|文件|办法|通知|条/,
]
