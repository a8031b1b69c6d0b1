import type { NewRetiree } from '../../db/ledgers/register-retiree.ts'
import type { CountySeed } from '../../db/seed.ts'
import { addDays } from '../../policy/calendar.ts'
import { checkDigitOf } from '../../policy/id-number.ts'
import type { Category, PersonType } from '../../policy/retiree.ts'

/** A region that was never given to any county: numbers in it keep every rule and belong to nobody. */
export const nobodysRegion = '539999'

/** Numbers between 0 and 1 that are the same at every start. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧']
const women = [
  '秀英',
  '桂英',
  '秀兰',
  '玉兰',
  '凤英',
  '玉珍',
  '桂兰',
  '淑珍',
  '秀珍',
  '玉梅',
  '琼仙',
  '美芬',
]
const men = [
  '建国',
  '国强',
  '志强',
  '德福',
  '永康',
  '长寿',
  '正华',
  '文忠',
  '光明',
  '家兴',
  '树林',
  '存富',
]
const firms = [
  '云岭水泥厂',
  '云岭化肥厂',
  '云岭丝绸厂',
  '县汽车运输公司',
  '县粮油公司',
  '县糖业烟酒公司',
  '清水煤矿',
  '县印刷厂',
]
const patches = ['一组', '二组', '三组', '四组']
const youngest = 16_000

type Roll = () => number
const oneOf = <T>(roll: Roll, from: readonly [T, ...T[]] | readonly T[]): T => {
  const chosen = from[Math.floor(roll() * from.length)]
  if (chosen === undefined) throw new Error('nothing to choose from')
  return chosen
}

function category(roll: Roll): Category {
  const at = roll()
  if (at < 0.94) return 'retiree'
  return at < 0.97 ? 'early_retiree' : at < 0.99 ? 'dependent_survivor' : 'policy_redressee'
}

function personType(roll: Roll): PersonType {
  const at = roll()
  return at < 0.85 ? 'county_firm' : at < 0.93 ? 'self_employed' : 'freelancer'
}

/** Somebody whom there never was; `order` makes their number one of its kind. */
export function fictionalPerson(county: CountySeed, roll: Roll, order: number): NewRetiree {
  const woman = roll() < 0.55
  const bornOn = addDays('1968-12-31', -Math.floor(roll() * youngest))
  const serial = String(((order * 2) % 1000) + (woman ? 0 : 1)).padStart(3, '0')
  const first17 = `${nobodysRegion}${bornOn.replaceAll('-', '')}${serial}`
  const station = oneOf(roll, [...county.communities, ...county.townships])
  const startAge = 17 + Math.floor(roll() * 8)
  const retireAge = woman ? 50 : 60
  const yearsOn = (years: number) =>
    `${Number(bornOn.slice(0, 4)) + years}-0${1 + Math.floor(roll() * 9)}-01`
  return {
    name: oneOf(roll, surnames) + oneOf(roll, woman ? women : men),
    idNumber: first17 + checkDigitOf(first17),
    // 199… with a double zero: the form of a number, given to nobody.
    phone: `19900${String(100_000 + order).slice(0, 6)}`,
    residence: `云岭县${station.shortName}幸福路${1 + Math.floor(roll() * 300)}号`,
    patch: oneOf(roll, patches),
    stationId: station.id,
    enterprise: oneOf(roll, firms),
    personType: personType(roll),
    category: category(roll),
    workStartedOn: yearsOn(startAge),
    retiredOn: yearsOn(retireAge) < '2026-01-01' ? yearsOn(retireAge) : '2025-12-01',
    monthlyPensionFen: 150_000 + Math.floor(roll() * 350) * 1_000,
    hardship: roll() < 0.04 ? 'yes' : 'no',
    alike: 'other_person',
  }
}
