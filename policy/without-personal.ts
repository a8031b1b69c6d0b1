import { normalise } from './normalise.ts'

/** What names a person in a question: numbers of four digits and more, and names that are given as such. */
const personal: readonly (readonly [RegExp, string])[] = [
  [/(?<![\d〔[])(?:\+?\d[\d\s-]{4,}[\dXx]|\d{5,})/g, '＊'],
  [/((?:尾号|后四位|后头四个数)\D{0,4})\d{2,4}/g, '$1＊'],
  [
    /((?:我(?:的名字)?叫|名字是|姓名[:：]?|他叫|她叫)\s*)[\p{Script=Han}]{2,3}?(?=[,，。;\s的是住在有要了]|$)/gu,
    '$1＊',
  ],
  [
    /((?:我是|退休(?:职工|工人)))[\p{Script=Han}]{2,3}(?=的(?:儿子|女儿|姑娘|媳妇|老伴|家属)|[,，]身份证)/gu,
    '$1＊',
  ],
]

/** A question without telephone and ID numbers and without names given as such, at most 200 characters: fit to be kept and shown. */
export function withoutPersonal(text: string): string {
  let plain = normalise(text)
  for (const [pattern, mark] of personal) plain = plain.replace(pattern, mark)
  return plain.slice(0, 200)
}
