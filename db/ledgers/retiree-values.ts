import { readPhone } from '../../policy/contact.ts'
import { readIdNumber } from '../../policy/id-number.ts'
import { foldName, nameFault } from '../../policy/person-name.ts'
import type { Category, Hardship, PersonType, Sex } from '../../policy/retiree.ts'
import { storable } from '../storable.ts'
import type { Vault } from '../vault.ts'
import { retireePlace, type SealedColumn } from './retiree.ts'
import { IdNumberDiffers, IdNumberRefused, RetireeRefused } from './retiree-refusal.ts'
import { idNumberKeyOf, phoneKeyOf } from './retiree-token.ts'

/** What can be known of a person, in plain words. Days are `YYYY-MM-DD`; an empty text takes a value away. */
export interface RetireeFacts {
  readonly name?: string | undefined
  readonly idNumber?: string | undefined
  readonly bornOn?: string | undefined
  readonly sex?: Sex | undefined
  readonly phone?: string | undefined
  readonly residence?: string | undefined
  readonly patch?: string | undefined
  readonly workStartedOn?: string | undefined
  readonly retiredOn?: string | undefined
  readonly monthlyPensionFen?: number | null | undefined
  readonly personType?: PersonType | undefined
  readonly category?: Category | undefined
  readonly hardship?: Hardship | undefined
}

/** Columns that a set of facts fills, sealed for one row. */
export type RetireeValues = ReturnType<typeof retireeValues>

const sealWith = (vault: Vault, rowId: string, column: SealedColumn, plain: string) =>
  vault.seal(retireePlace(column, rowId), storable(plain))

function nameOf(given: string): string {
  const name = foldName(storable(given))
  const fault = nameFault(name)
  if (fault !== undefined) throw new RetireeRefused(fault)
  return name
}

/** Birth date and sex come from the number; what was given beside it must agree. Source: 办法 第七条（三）. */
function idNumberValues(vault: Vault, rowId: string, facts: RetireeFacts, now: number) {
  const number = readIdNumber(facts.idNumber ?? '', now)
  if ('fault' in number) throw new IdNumberRefused(number.fault)
  const { text, bornOn, sex, last4 } = number
  if (facts.bornOn !== undefined && facts.bornOn !== bornOn)
    throw new IdNumberDiffers('出生年月与身份证号码中的出生日期不一致，请核对。')
  if (facts.sex !== undefined && facts.sex !== sex)
    throw new IdNumberDiffers('性别与身份证号码不一致，请核对。')
  const idNumber = sealWith(vault, rowId, 'idNumber', text)
  return { idNumber, idNumberKey: idNumberKeyOf(vault, text), idLast4: last4, bornOn, sex }
}

function phoneValues(vault: Vault, rowId: string, given: string) {
  if (given.trim() === '') return { phone: null, phoneKey: null }
  const digits = readPhone(given)
  if (digits === undefined) throw new RetireeRefused('联系电话不是有效的号码。')
  const phoneKey = phoneKeyOf(vault, digits) ?? null
  return { phone: sealWith(vault, rowId, 'phone', digits), phoneKey }
}

function dayOrder({ workStartedOn, retiredOn }: RetireeFacts): void {
  if (workStartedOn && retiredOn && workStartedOn > retiredOn)
    throw new RetireeRefused('参加工作时间晚于退休时间，请核对。')
}

/**
 * The columns of what was given, and of nothing else. `now`: epoch milliseconds.
 * @throws {RetireeRefused} naming the field.
 */
export function retireeValues(vault: Vault, rowId: string, facts: RetireeFacts, now: number) {
  const { name, idNumber, phone, residence, patch, workStartedOn, retiredOn } = facts
  const { monthlyPensionFen, personType, category, hardship, bornOn, sex } = facts
  dayOrder(facts)
  const given = { bornOn, sex, monthlyPensionFen, personType, category, hardship }
  const plain = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<typeof given> // Cast: the same keys, without those that hold undefined.
  return {
    ...plain,
    ...(name === undefined ? {} : { name: nameOf(name) }),
    ...(idNumber === undefined ? {} : idNumberValues(vault, rowId, facts, now)),
    ...(phone === undefined ? {} : phoneValues(vault, rowId, phone)),
    ...(residence === undefined ? {} : residenceValue(vault, rowId, residence)),
    ...(patch === undefined ? {} : { patch: storable(patch.trim()) }),
    ...(workStartedOn === undefined ? {} : { workStartedOn: workStartedOn || null }),
    ...(retiredOn === undefined ? {} : { retiredOn: retiredOn || null }),
  }
}

function residenceValue(vault: Vault, rowId: string, given: string) {
  const text = given.trim()
  return { residence: text === '' ? null : sealWith(vault, rowId, 'residence', text) }
}
