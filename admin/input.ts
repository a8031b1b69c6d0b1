import { z } from 'zod'
import { isDay } from '../policy/calendar.ts'

/** How the page asks for an input. `yuan`: the body holds fen. */
export type InputKind = 'text' | 'longText' | 'choice' | 'station' | 'password' | 'day' | 'yuan'

/** An input of a form, for the page. */
export interface InputDescription {
  readonly key: string
  readonly label: string
  readonly kind: InputKind
  readonly required: boolean
  readonly maxLength?: number
  readonly choices?: Readonly<Record<string, string>>
}

interface Meta {
  readonly label: string
  readonly kind: InputKind
  readonly maxLength?: number
  readonly choices?: Readonly<Record<string, string>>
}

const inputs = z.registry<Meta>()

const visible = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Without control characters (some databases refuse them) except line breaks, broken surrogates and outer blanks. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()

interface TextOptions {
  readonly kind?: InputKind
  readonly least?: number
}

function plainText(label: string, maxLength: number) {
  return z
    .string({ error: `请填写${label}。` })
    .overwrite(clean)
    .max(maxLength, { error: `${label}最多 ${maxLength} 个字。` })
    .describe(label)
}

/** A text that must be there. */
export function words(label: string, maxLength: number, { kind = 'text' }: TextOptions = {}) {
  const schema = plainText(label, maxLength).refine((text) => visible.test(text), {
    error: `请填写${label}。`,
  })
  inputs.add(schema, { label, kind, maxLength })
  return schema
}

/** A text that may be missing or empty. */
export function maybeWords(label: string, maxLength: number, kind: InputKind = 'text') {
  const schema = plainText(label, maxLength).optional()
  inputs.add(schema, { label, kind, maxLength })
  return schema
}

/** One of the keys of `choices`. */
export function choice<K extends string>(label: string, choices: Readonly<Record<K, string>>) {
  // Cast: the keys of the record are its literal type.
  const keys = Object.keys(choices) as [K, ...K[]]
  const named = Object.values(choices).join('、')
  const schema = z.enum(keys, { error: `${label}请从这些中选一个：${named}。` }).describe(label)
  inputs.add(schema, { label, kind: 'choice', choices })
  return schema
}

const idPattern = /^[\w-]{1,64}$/

/** The id of a row. */
export const rowId = z
  .string({ error: '记录编号不正确。' })
  .regex(idPattern, { error: '记录编号不正确。' })
  .describe('记录编号')

/** The id of a station. */
export function stationId(label: string) {
  const schema = z
    .string({ error: `请选择${label}。` })
    .regex(idPattern, { error: `请选择${label}。` })
    .describe(label)
  inputs.add(schema, { label, kind: 'station' })
  return schema
}

/** The same, where the signed-in person's own station is meant when it is missing. */
export function maybeStationId(label: string) {
  const schema = stationId(label).nullish()
  inputs.add(schema, { label, kind: 'station' })
  return schema
}

const dayError = (label: string) => ({ error: `${label}请写成 2026-03-02 这样的日期。` })

/** A China date. */
export function day(label: string) {
  const schema = z.string(dayError(label)).refine(isDay, dayError(label)).describe(label)
  inputs.add(schema, { label, kind: 'day' })
  return schema
}

/** A China date that may be missing or empty. */
export function maybeDay(label: string) {
  const fits = (text: string) => text === '' || isDay(text)
  const schema = z.string(dayError(label)).refine(fits, dayError(label)).describe(label).optional()
  inputs.add(schema, { label, kind: 'day' })
  return schema
}

/** An amount of money in fen that may be missing. */
export function maybeFen(label: string, most: number) {
  const wrong = { error: `${label}请填写 0 到 ${most / 100} 元。` }
  const schema = z
    .number(wrong)
    .int(wrong)
    .min(0, wrong)
    .max(most, wrong)
    .describe(`${label}，单位：分`)
    .nullish()
  inputs.add(schema, { label, kind: 'yuan' })
  return schema
}

/** One of the keys of `choices`, or nothing. */
export function maybeChoice<K extends string>(label: string, choices: Readonly<Record<K, string>>) {
  const schema = choice(label, choices).optional()
  inputs.add(schema, { label, kind: 'choice', choices })
  return schema
}

/** A telephone number as people write it. */
export function phone(label: string) {
  const schema = plainText(label, 30)
    .regex(/^[+\d][\d\s()（）-]{2,}$|^$/, { error: `${label}只能填写数字。` })
    .optional()
  inputs.add(schema, { label, kind: 'text', maxLength: 30 })
  return schema
}

/** A password; what makes one good is checked where it is hashed. */
export function password(label: string) {
  const schema = z
    .string({ error: `请填写${label}。` })
    .min(1, { error: `请填写${label}。` })
    .max(1000, { error: `${label}太长。` })
    .describe(label)
  inputs.add(schema, { label, kind: 'password' })
  return schema
}

/** What a form must ask for to fill a body. */
export function describeInputs(body: z.ZodObject): InputDescription[] {
  return Object.entries(body.shape).flatMap(([key, schema]) => {
    const meta = schema instanceof z.ZodType ? inputs.get(schema) : undefined
    if (meta === undefined) return []
    const required = !z.safeParse(schema, undefined).success
    return [{ key, required, ...meta }]
  })
}
