/** 管理服务内容, as 联系卡 names it. Source: 办法 第十条（二）, 第十一条至第十四条. */
export const cardServices: readonly string[] = [
  '政策咨询',
  '来信来访',
  '生存认证',
  '住院看望',
  '走访慰问',
  '医疗互助',
  '文体活动',
  '丧葬抚恤',
]

/** A code as people read it off paper: two groups of five. */
export const groupedCode = (code: string): string => `${code.slice(0, 5)} ${code.slice(5)}`

/** Characters of a text that a font has to draw, once each: all but blanks and marks that have no shape of their own. */
export const drawnCharacters = (text: string): readonly string[] => [
  ...new Set([...text].filter((char) => !/[\p{Z}\p{Cc}\p{Cf}\p{M}]/u.test(char))),
]
