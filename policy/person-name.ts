import { simplify } from './traditional.ts'

/** Longest name that is kept, in characters: names of minorities written in Chinese are long. */
export const nameMost = 30

/** A name as it is stored: half-width, one form of the middle dot, no blanks between Chinese characters, nothing invisible. */
export function foldName(text: string): string {
  if (/^[\u4e00-\u9fff]+$/.test(text)) return text
  return text
    .toWellFormed()
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[•●・‧∙⋅.。]/g, '·')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=[\p{Script=Han}·]) (?=[\p{Script=Han}·])/gu, '')
    .trim()
}

/** Twice: what some characters become (薴, 苧) is itself the long form of a third (苎). */
const comparable = (name: string) => simplify(simplify(foldName(name)))

/** Whether two names are the same but for blanks, width, dots and traditional characters. */
export const sameName = (one: string, other: string): boolean =>
  comparable(one) === comparable(other)

/** What is wrong with a name, for a person; undefined when it can be a name. */
export function nameFault(name: string): string | undefined {
  const length = [...name].length
  if (length < 2) return '姓名至少两个字。'
  if (length > nameMost) return `姓名最多 ${nameMost} 个字。`
  return /^[\p{L}\p{M}· ]+$/u.test(name) ? undefined : '姓名里有不该有的符号或数字。'
}
