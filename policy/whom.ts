import { normalise } from './normalise.ts'
import type { BindingRole } from './proxy.ts'
import type { Sex } from './retiree.ts'

/** Somebody an account speaks for, as far as words can mean them. */
export interface Meant {
  readonly name: string
  readonly sex: Sex
  readonly role: BindingRole
}

const elders: readonly (readonly [RegExp, Sex])[] = [
  [/(我|咱|俺)(家)?(的)?(老)?(爸|爹|父亲|公公|岳父|老丈人|爷爷|外公|姥爷|老公|丈夫)/, 'male'],
  [/(我|咱|俺)(家)?(的)?(老)?(妈|娘|母亲|婆婆|岳母|丈母娘|奶奶|外婆|姥姥|老婆|妻子)/, 'female'],
  [/^(老爸|爸爸|爸|父亲|老爷子)/, 'male'],
  [/^(老妈|妈妈|妈|母亲|老太太)/, 'female'],
]

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined)

/**
 * Whom of several people a message means: by name, or by 我爸, 我妈 where one of the family alone fits. Undefined when nobody
 * is named, or more than one may be meant.
 */
export function meantPerson<T extends Meant>(text: string, people: readonly T[]): T | undefined {
  const plain = normalise(text)
  const named = people.filter(({ name }) => plain.includes(name))
  if (named.length > 0) return only(named)
  const sexes = new Set(elders.filter(([words]) => words.test(plain)).map(([, sex]) => sex))
  if (sexes.size !== 1) return undefined
  return only(people.filter(({ sex, role }) => role === 'family' && sexes.has(sex)))
}
