const person =
  '(?:小?同志|师傅|老师|领导|小妹|小?姑娘|闺女|小伙子?|妹子|大姐|大哥|美女|帅哥|小朋友)'
const once = '(?:一?下子?|一哈|哈|一声|一说|一问)'
const end = '[啊呀嘛吧哈呢嘞了哦噢喽哟]'

/** What opens a spoken message and says nothing. */
const openings: readonly RegExp[] = [
  /[\s\p{P}]+/u,
  /[喂诶欸哎唉嗯呃额啊哦噢哟嘿]+呀?/,
  /(?:你们?|您|大家)好[啊呀]?/,
  new RegExp(`${person}${end}?`),
  /那个+|这个(?=[,，\s])|然后呢?|就是(?:说呢?|讲|那个)?(?![不要有在])|反正/,
  new RegExp(`是?这样(?:子|的)?${end}*(?=[\\s,，我麻请你])`),
  new RegExp(`我(?:就是)?想?要?(?:跟|和|给|挨|同)你们?(?:讲|说|打听|汇报)${once}?个?事?${end}?`),
  new RegExp(
    `我?(?:就是|就)?(?:想|要|来)?(?:请问|请教|问|打听|咨询)(?!题|候|人)(?:${once}|你们?|个事|个问题)*${end}?`,
  ),
  new RegExp(`麻烦(?:请?问|你们?|您)?(?:看|问|帮我看)?${once}?${end}?(?=[\\s,，我]|请问|问)`),
  new RegExp(`(?:打扰|不好意思|听我说|对不起|耽误你)${once}?${end}?`),
  /我(?:眼睛不好|不会打字|不识字|年纪大了)[,，\s]*/,
  /有(?:个|件)事(?:情)?(?:想|要)?(?:问|请教|咨询)(?:你们?|一下)?/,
]

/** What ends a spoken message and says nothing. */
const closings: readonly RegExp[] = [
  /[\s\p{P}]+/u,
  new RegExp(`(?:谢谢|多谢|感谢|劳烦|辛苦|拜托)(?:你们?|您|大家)?${end}*`),
  new RegExp(`麻烦(?:你们?|您)?${end}*`),
  new RegExp(
    `(?:你们?|麻烦|请|您)?(?:再)?(?:给|跟|帮|挨|和)我们?(?:说|讲|解释|答复|回复)(?:${once}|清楚|明白|点)*${end}*`,
  ),
  new RegExp(`(?:你们?|请)(?:说|讲|解释)(?:${once}|清楚|明白|点)+${end}*`),
  /我也?(?:搞|弄|整|闹|听)不(?:太)?(?:清楚|懂|明白|灵醒)[了啊嘛]?/,
  /我也?不(?:太|大)?(?:懂|清楚|晓得|知道|明白)[了啊嘛]?/,
  /(?:你)?(?:听得见|听得到|听到|听见|在听|懂我意思|晓得|知道)(?:不|吗|没有|没|了没|没得)[啊嘛]?(?<!我.{0,9})/,
  /(?:对不对|是吧|对吧|你看|你说|急|在线等|快点|谢了|好吧|好不啦)[啊嘛吧呢]*/,
  new RegExp(`(?<=[\\p{L}]{3})${person}${end}?`, 'u'),
]

const front = new RegExp(`^(?:${openings.map(({ source }) => source).join('|')})`, 'u')
const back = new RegExp(`(?:${closings.map(({ source }) => source).join('|')})$`, 'u')

const letters = /[\p{L}\p{N}]/gu
const leastLetters = 2
/** More fillers in a row say nothing either, and to strip them all would take time. */
const mostFillers = 20

function stripped(text: string, pattern: RegExp): string {
  let rest = text
  for (let found = 0; found < mostFillers; found++) {
    const shorter = rest.replace(pattern, '')
    if (shorter === rest || (shorter.match(letters)?.length ?? 0) < leastLetters) return rest
    rest = shorter
  }
  return rest
}

/** A normalised text without the fillers of speech around it (喂, 那个, 我想问一下 …, 谢谢啊); two letters at least remain. */
export function withoutFillers(text: string): string {
  return stripped(stripped(text, front), back)
}
