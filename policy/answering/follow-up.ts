import { normalise } from '../normalise.ts'

/** What a follow-up asks about the clause that was answered before, by words of its own. */
const facts: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  第二条: [
    [/事业|公务员|机关|教师|老师|农民|干部|铁路|部队/, 'no'],
    [/个体|自由|灵活|企业|厂|矿/, 'yes'],
  ],
  第三条: [
    [/钱|工资|养老金|退休金|谁发|哪个发/, 'payer'],
    [/谁管|归谁|归哪|哪个管/, 'manager'],
  ],
  第五条: [
    [/乡下|农村|山|寨|村|偏|远|没.{0,3}社区/, 'remote'],
    [/县城|城里|城区|几个站|老街/, 'town'],
    [/什么时候|几月|哪年|期限/, 'deadline'],
  ],
  第八条: [[/以后|将来|往后|最后|档案局/, 'later']],
  第九条: [
    [/内退|内部退养/, 'internal'],
    [/遗属|供养/, 'survivor'],
    [/落实政策|平反/, 'policy'],
  ],
  '第十条（二）': [
    [/写|印|内容|上面|上头|有啥|有什么/, 'content'],
    [/谁发|哪个发|几张|一人|两口|夫妻|什么时候/, 'card'],
  ],
  '第十二条（一）': [
    [/[金今][山衫杉删]/, 'jinshan'],
    [/多少|几块|钱|标准|限额/, 'amount'],
    [/卫生院|乡镇|镇上|乡上/, 'town'],
    [/县外|外县|外地|外省|省|州|县医院|县级|昆明|楚雄|大医院/, 'county'],
  ],
  '第十二条（四）': [
    [/信/, 'letter'],
    [/多少|几百|数额|具体/, 'amount'],
    [/\d+|岁|年纪|特困|高龄/, 'age'],
    [/座谈/, 'general'],
  ],
  第十三条: [
    [/几次|几回|多久|每年|明年/, 'times'],
    [/走不动|瘫|上门|不去|怎么|别的|方式|外地|外省/, 'how'],
    [/谁|哪家|哪个|哪里/, 'who'],
    [/死|去世|过世/, 'dead'],
  ],
  '第十四条（三）': [
    [/账户|余额|销户|退费/, 'account'],
    [/遗属|补助|抚恤|丧葬费/, 'claim'],
  ],
  第十九条: [
    [/以前|老|旧|2003|03/, 'repeal'],
    [/哪天|什么时候|几月/, 'effective'],
  ],
}

/** Opens or ends a question that leans on what was said before. */
const leaning =
  /^(?:那么?|那要是|要是|如果|还有|另外|换成|要不是)(?!个|些|里|边|位|份|张|封|天|年)|呢[?？!。]*$/
/** A bare question: it has no subject of its own. */
const bare =
  /^(?:(?:是|要|该|一般|具体|大概|一共|到底)*(?:多少钱?|好多钱?|几块钱?|几个|几次|谁|哪个|哪家|哪里|什么时候|哪天|为什么|为哪样|怎么办|咋个?办|找谁|找哪个|去哪里?办?|有规定吗?|依据是?什么|哪一?条)(?:出|来|给|去|管|做|批|交|收|负责|办|看|发|领|规定|说|写)*[的吗嘛啊呢]*)[?？!。]*$/
const longest = 18

/** True when a message asks on about something: 那县外呢？, 多少钱？ */
export function isFollowUp(text: string): boolean {
  const plain = normalise(text)
  return plain.length <= longest && (leaning.test(plain) || bare.test(plain))
}

/** What a follow-up says itself: 那县外呢？ → 县外. */
export function ownWords(text: string): string {
  return normalise(text)
    .replace(/^(?:那么?|那要是|还有|另外|换成)[,，]?/, '')
    .replace(/呢?[?？!。]*$/, '')
}

/** The fact of the earlier clause that a follow-up names, undefined when it names none. */
export function followedFact(citation: string, text: string): string | undefined {
  return facts[citation]?.find(([pattern]) => pattern.test(text))?.[1]
}
