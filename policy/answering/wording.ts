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
  [
    /给(?=[会有能可要是用算还得给办帮管来看归参适退报发搞兴该准合够属享]|组织|开[会座]|走[访到]|去(?!世)|调解|慰问|包括|需要)(?!我|你|他|钱|会[议员]|合[同唱]|报[告备])/g,
    '是否',
  ],
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

/** Telephone, ID and account numbers: seven digits and more, also in groups. Days and numbers of documents are shorter. */
const longNumbers = /\d{7,}[x\d]*|\d{3,4}[ -]\d{4}[ -]?\d{3,4}/gi

/** A text without its long numbers: they say who asks, never what. */
export const withoutNumbers = (text: string): string => text.replace(longNumbers, ' ')

/**
 * A message in the form in which its features are taken: normalised, without long numbers and the fillers around it, dialect
 * and family words brought to one form, punctuation and symbols as blanks, lower case.
 */
export function wording(text: string): string {
  let plain = withoutFillers(withoutNumbers(normalise(text)).toLowerCase())
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
  /材料|证件|单据|单子|证明|复印|发票|原件/,
  /截止|最晚|期限|有效|几天|多长时间|到几月|哪天|几点/,
  /软件|app|网址|网上|支付宝|小程序|手机|刷脸|人脸|照片/,
  /收费|免费|收钱|要钱|不要钱|费用|租金|团费|多少钱|几块/,
  /发什么|发啥|什么东西|里头有什么|是米|是油|奖品|几斤/,
  /(?:楚雄市|武定|元谋|南华|姚安|双柏|牟定|永仁|大姚|易门|玉溪|昆明|贵州|四川|广东|外省|外县|别的[县州]|隔壁县|其他县)[市县省]?(?:那边|那里|那头|的)*(?:退休|社区|退管|养老金|生存认证|认证|慰问|春节|敬老节|丧葬|抚恤|联系卡|是怎么|也是|怎么|过年|公司|归)/,
  /要是|如果|万一|假如|哪天没|按规定|按理|该不该|是不是该|应不应该/,
  /请你?们?[来派帮给把]|派人|帮我|帮忙|给我|麻烦|求你|求助|登记|记[下上一]/,
]
