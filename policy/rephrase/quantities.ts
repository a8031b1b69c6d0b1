import { normalise } from '../normalise.ts'

const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const powers: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 }
const tenThousand = 10_000
const hundredMillion = 100_000_000
const groups: Readonly<Record<string, number>> = { 万: tenThousand, 亿: hundredMillion }

/** 三百二十 → 320, 二〇〇六 → 2006, 半 → 0.5. */
function chineseValue(run: string): number {
  if (run === '半') return 0.5
  if (/^[零〇一二两三四五六七八九]+$/.test(run)) {
    return Number([...run].map((character) => digits[character]).join(''))
  }
  let total = 0
  let section = 0
  let digit = 0
  for (const character of run) {
    const power = powers[character]
    const group = groups[character]
    if (power !== undefined) {
      section += (digit || 1) * power
      digit = 0
    } else if (group !== undefined) {
      // 亿 takes all before it together, 万 what stands since the last 亿.
      if (group === tenThousand) total += (section + digit || 1) * group
      else total = (total + section + digit || 1) * group
      section = 0
      digit = 0
    } else digit = digits[character] ?? 0
  }
  return total + section + digit
}

/** Units, and what those mean that have two names. */
const sameUnit: Readonly<Record<string, string>> = {
  块钱: '元',
  块: '元',
  圆: '元',
  周岁: '岁',
  号: '日',
  回: '次',
  趟: '次',
  年度: '年',
}
const unit = '块钱|块|圆|元|角|分|周岁|岁|个月|年度|年|月|日|号|天|小时|次|回|趟|%|倍|级'
const number = String.raw`\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+|半`
const quantity = new RegExp(`(${number})([百千万亿]?)(${unit})?|每[人次年月季天户位]`, 'gu')

/** Words with a numeral in them that count nothing. */
const idioms = /统一|一起|一样|一些|一下|一定|一般|以?万一|十分/g

/** 1,000 → 1000, 百分之八十 → 八十%. */
const plainly = (text: string): string =>
  normalise(text)
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/百分之((?:\d|[零〇一二两三四五六七八九十百]|\.)+)/g, '$1%')
    .replace(idioms, '')

/**
 * Every number of a text with its unit in one form, in order: 三十块钱 and 30元 are both `30元`, 百分之八十 is `80%`; and how
 * often something is due or paid: `每人`, `每次`, `每年`.
 */
export function quantitiesIn(text: string): readonly string[] {
  return [...plainly(text).matchAll(quantity)].map(([whole, digitsRun, group = '', of = '']) => {
    if (digitsRun === undefined) return whole
    const value = /\d/.test(digitsRun) ? Number(digitsRun) : chineseValue(digitsRun)
    const times = group === '' ? 1 : (powers[group] ?? groups[group] ?? 1)
    return `${value * times}${sameUnit[of] ?? of}`
  })
}
