/** Ends of the names of offices, places and houses. Longer ones first, as they are looked for in this order. */
const endings = [
  '派出所',
  '卫生院',
  '退管中心',
  '工作站',
  '办公室',
  '保险机构',
  '居委会',
  '村委会',
  '医院',
  '中心',
  '部门',
  '机关',
  '机构',
  '政府',
  '社区',
  '企业',
  '公司',
  '银行',
  '学校',
  '大学',
  '法院',
  '热线',
  '平台',
  '街道',
  '局',
  '站',
  '厅',
  '委',
  '院',
  '所',
  '社',
  '处',
  '科',
  '镇',
  '乡',
  '县',
  '市',
  '省',
  '州',
  '村',
  '组',
  '路',
]

/** Who acts, among them: they may not change places. */
const acting = /(?:中心|站|局|部门|机关|机构|政府|社区|企业|镇|乡)$/u

/** Characters of everyday speech that promise, limit or allow nothing; numerals and negations are looked at apart. */
const everyday =
  '的者了是在有和与及或也还就把被向到从对为因于按照着过呢吧啊您你我他她它们咱人这那些个里边上下中内外前后时候现以往来去看望问说讲告诉道清楚明白懂记找办理做用帮助管负责拿送等先再然同样比如简单就叫称属于包括关算自己家都会要话起块钱花'

/** What may stand before a name without belonging to it: 外 and 上 tell hospitals apart. */
const between = `${everyday.replace(/[上下中内外前后]/g, '')}住由请归不各全本春节`
const name = new RegExp(`((?:(?![${between}])\\p{Script=Han}){0,2}?)(${endings.join('|')})`, 'gu')

/** Offices, places and houses of a text, each with at most two characters before its ending, in order: 县退管中心 → 县, 退管中心. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(name)].map(([whole]) => whole)
}

/** Those of `names` that act. */
export const actorsIn = (names: readonly string[]): readonly string[] =>
  names.filter((one) => acting.test(one))

/** What a promise, a duty, a permission or a limit is made with: never put in by a model. */
const weighty =
  /一定|必须|保证|肯定|马上|立即|立刻|随时|免费|全额|全部|所有|永远|终身|承诺|绝对|只|仅|可以|能|应当|应该|须|禁止|自愿|优先|都可|无论|放心|补|罚|扣|停|退(?!管|休|养|给)|赔|奖/gu

/** Whether a text obliges, and whether it leaves a choice: neither may be lost nor come in. */
export const duties = (text: string): string => `${/须|应/.test(text)} ${/或/.test(text)}`

/** Words that promise, oblige, allow or limit. */
export const weightyIn = (text: string): readonly string[] =>
  [...text.matchAll(weighty)].map(([whole]) => whole)

const numerals = /[零〇一二两三四五六七八九十百千万亿半]/g

/** Characters of a text that neither `source` holds nor everyday speech needs: a name, a place, a matter of its own. */
export const strangersIn = (text: string, source: string): readonly string[] =>
  [...text.replace(numerals, '')].filter(
    (character) =>
      /\p{L}/u.test(character) && !everyday.includes(character) && !source.includes(character),
  )

/** Set phrases whose 不 is looked at as a limit. */
const phrases = /不超过|不高于|不低于|不少于|不多于/g

/** Every denial of a text, as the first name after it: 不归乡镇、社区管 → 乡; empty where none follows. */
export function denialsIn(text: string): readonly string[] {
  const plain = text.replace(phrases, '')
  return [...plain.matchAll(/[不无没未非免勿别否莫]/g)].map(
    ({ index }) => namesIn(plain.slice(index + 1))[0] ?? '',
  )
}

/** 以内 and the like, 以上 and the like: whether a text sets an upper or a lower limit. */
export const limitsIn = (text: string): { readonly upper: boolean; readonly lower: boolean } => ({
  upper: /以内|以下|之内|不超过|不高于|不多于|最多|至多|封顶/.test(text),
  lower: /以上|至少|最少|不低于|不少于|起步|满(?=\d|[一二三四五六七八九十])/.test(text),
})

const except = /除(?!夕)|以外|之外|例外|不包括|不含/

/** What stands near a word that takes something out: 金山镇除外 → 金山镇; undefined when nothing is taken out. */
export function exceptedIn(text: string): readonly string[] | undefined {
  const at = except.exec(text)?.index
  return at === undefined ? undefined : namesIn(text.slice(Math.max(0, at - 6), at + 9))
}
