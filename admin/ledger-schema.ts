import { z } from 'zod'
import type { Field, Ledger } from '../db/ledger.ts'
import { type DueFilter, dueLabels, dueSpan } from '../db/ledger-due.ts'
import { nameKey, narrowChoices, periodKind, statusChoices } from '../db/ledger-fields.ts'
import { chinaDate, isDay } from '../policy/calendar.ts'
import { choice, maybeWords, stationId } from './input.ts'

/** Rows of a page unless asked otherwise. */
const pageRows = 50
/** Most rows of a page. */
const mostPageRows = 200

const day = (label: string) =>
  z
    .string()
    .refine(isDay, { error: `${label}请写成 2026-03-02 这样的日期。` })
    .describe(`${label}，中国日期 YYYY-MM-DD`)
    .optional()

type Text = z.ZodOptional<z.ZodString>
type Due = z.ZodOptional<z.ZodEnum<{ [K in DueFilter]: K }>>
type Choice = z.ZodOptional<z.ZodEnum<Record<string, string>>>

/** What narrows a ledger's list, export and print; only what this ledger can be narrowed by. */
export function filterSchema(ledger: Ledger) {
  const choices = statusChoices(ledger)
  const narrow = narrowChoices(ledger).map(
    ({ key, label, choices: ways }) => [key, choice(label, ways).optional()] as const,
  )
  const shape = {
    ...Object.fromEntries(narrow),
    ...(ledger.station === undefined ? {} : { station: stationId('工作站').optional() }),
    ...(periodKind(ledger) === undefined ? {} : { from: day('开始日期'), to: day('结束日期') }),
    ...(choices === undefined ? {} : { status: choice('状态', choices).optional() }),
    ...(ledger.due === undefined ? {} : { due: choice('期限', dueLabels).optional() }),
    ...(ledger.search === undefined && ledger.lookup === undefined
      ? {}
      : { q: maybeWords('查找内容', 50) }),
  }
  // Cast: a filter that is left out reads as undefined, like one that was not given.
  return z.object(
    shape as { station: Text; from: Text; to: Text; status: Choice; due: Due; q: Text },
  )
}

/** What was asked for, with `due` as the span it means now, and the day of the look. */
export const filterAt = <T extends { due?: DueFilter | undefined }>(
  { narrow: keys = [] }: Ledger,
  asked: T,
  now: number,
) => {
  // Cast: what narrows a ledger are choices of its schema, all texts.
  const texts = asked as Readonly<Record<string, string | undefined>>
  return {
    ...asked,
    due: asked.due === undefined ? undefined : dueSpan(asked.due, now),
    narrow: Object.fromEntries(keys.map((key) => [key, texts[key]])),
    today: chinaDate(now),
  }
}

const limitError = { error: `每页条数请填写 1 到 ${mostPageRows} 的整数。` }

/** The query of a list. */
export const listSchema = (ledger: Ledger) =>
  filterSchema(ledger).extend({
    limit: z.coerce
      .number(limitError)
      .int(limitError)
      .min(1, limitError)
      .max(mostPageRows, limitError)
      .default(pageRows)
      .describe('每页条数'),
    cursor: z
      .string()
      .max(500, { error: '翻页标记无效，请从第一页重新查看。' })
      .optional()
      .describe('上一页的 nextCursor'),
  })

function valueSchema({ kind, choices, label }: Field) {
  if (kind === 'instant') return z.number().nullable().describe(`${label}，毫秒时间戳`)
  if (kind === 'fen') return z.number().nullable().describe(`${label}，单位：分`)
  if (kind === 'int') return z.number().nullable().describe(label)
  const named = Object.entries(choices ?? {}).map(([value, name]) => `${value} ${name}`)
  return z
    .string()
    .nullable()
    .describe(named.length === 0 ? label : `${label}：${named.join('，')}`)
}

/** A row, for the API's document: fields that a reader may not see, or that the list leaves out, are missing. */
export function rowSchema(ledger: Ledger) {
  const fields = Object.entries(ledger.fields).flatMap(([key, field]) => {
    const own = [key, valueSchema(field).optional()] as const
    const name = [nameKey(key), z.string().nullable().optional().describe(field.label)] as const
    return field.names === undefined ? [own] : [own, name]
  })
  return z.looseObject({ id: z.string(), ...Object.fromEntries(fields) })
}
