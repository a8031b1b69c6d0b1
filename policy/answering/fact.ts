/** Words in a question that settle which fact of a clause is meant, in order of precedence. */
const decisive: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  第二条: [
    [/事业|公务员|机关|老师|教师|公办|行政|干部|农民|农村|城乡居民|村里/, 'no'],
    [/个体|自由职业|灵活就业|摆摊|开店|小卖|厂|私营|集体企业|国企/, 'yes'],
  ],
  第五条: [
    [/山|偏|远|乡下|农村|寨|村|分散|没.{0,4}社区/, 'remote'],
    [/县城|城[里东南西北]|几个站|分片/, 'town'],
  ],
  第九条: [
    [/内退|内部退养|内养/, 'internal'],
    [/遗属|供养|遗孀/, 'survivor'],
    [/落实政策|平反|落政/, 'policy'],
  ],
  '第十二条（一）': [
    [/多少钱|几块|花多少|标准|经费|限额|上限|好多钱|\d+元/, 'amount'],
    [
      // A clinic is where somebody lies unless they were moved on from it.
      /^(?!.*卫生院(?!.*(?:转|送|拉|抬))).*(?:县级|县医院|县人民|县中|县上?的?医院|州|省|昆明|楚雄|外地|县外|外县|外头)/,
      'county',
    ],
    [/[金今][山衫杉删]/, 'jinshan'],
    [/卫生院/, 'town'],
  ],
  第十九条: [[/2003|03年|134|[老旧原]办法|[老旧]文件|[老旧]规定|废止|作废|失效/, 'repeal']],
}

/** The fact of a clause that a question's own words name, undefined when they name none. */
export function namedFact(citation: string, text: string): string | undefined {
  return decisive[citation]?.find(([pattern]) => pattern.test(text))?.[1]
}
