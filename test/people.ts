import fc from 'fast-check'
import type { NewRetiree } from '../db/ledgers/register-retiree.ts'
import { checkDigitOf } from '../policy/id-number.ts'

/** A number that keeps every rule, for a birth date `YYYY-MM-DD` and an order number; region 532331 was 禄丰县. */
export function idNumberFor(bornOn: string, order = 1, region = '532331'): string {
  const first17 = `${region}${bornOn.replaceAll('-', '')}${String(order).padStart(3, '0')}`
  return first17 + checkDigitOf(first17)
}

/** Birth dates of people who are retired. */
export const birthDates = fc
  .date({ min: new Date('1920-01-01'), max: new Date('1970-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

/** Numbers that keep every rule. */
export const idNumbers = fc
  .tuple(
    birthDates,
    fc.integer({ min: 0, max: 999 }),
    fc.constantFrom('532331', '110101', '659001'),
  )
  .map(([bornOn, order, region]) => ({ bornOn, order, text: idNumberFor(bornOn, order, region) }))

let made = 0

/** Somebody who can be registered; every one has a number of their own. */
export function newPerson(values: Partial<NewRetiree> = {}): NewRetiree {
  made += 1
  return {
    name: '张桂英',
    idNumber: idNumberFor('1945-05-12', (made * 2) % 1000, `5323${31 + Math.floor(made / 500)}`),
    phone: '13800138000',
    residence: '禄丰县广通镇解放路一号',
    stationId: 'guangtong',
    enterprise: '禄丰县水泥厂',
    ...values,
  }
}
