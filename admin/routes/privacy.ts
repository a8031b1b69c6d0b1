import type { Readable } from 'node:stream'
import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { seesPeople } from '../../db/ledger-fields.ts'
import { allMarks } from '../../db/messaging/retention-mark.ts'
import { allLooks, type Look, type LookFilter, looks } from '../../db/privacy/look.ts'
import { type RegisterLine, registerLines } from '../../db/privacy/register.ts'
import { chinaDate, chinaTime, isDay } from '../../policy/calendar.ts'
import { lookDetail } from '../../policy/look-detail.ts'
import { roles } from '../../policy/role.ts'
import { memberOf } from '../auth.ts'
import { attach } from '../download.ts'
import { rowId } from '../input.ts'
import { printOf } from '../print.ts'
import { type SheetColumn, xlsxOf } from '../sheet.ts'
import type { AdminOptions, Api, Routes } from '../types.ts'

const tags = ['privacy']
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const html = 'text/html; charset=utf-8'
const watchers = ['center_supervisor', 'auditor'] as const

const registerTitle = '个人信息字段登记表'
const registerColumns: readonly (readonly [keyof RegisterLine, string, number])[] = [
  ['title', '台账（表）', 20],
  ['label', '项目', 16],
  ['about', '谁的信息', 12],
  ['purpose', '处理目的', 28],
  ['basis', '依据（第十三条）', 20],
  ['seen', '谁能看到', 26],
  ['keep', '保存多久', 24],
  ['guard', '存放方式', 8],
  ['erase', '删除时', 8],
  ['stays', '保留的理由', 24],
]

const lookTitle = '谁看过谁'
const lookColumns: readonly SheetColumn[] = [
  { heading: '时间', width: 17 },
  { heading: '工作人员', width: 12 },
  { heading: '做了什么', width: 18 },
  { heading: '看的是谁', width: 30 },
  { heading: '项目和事由', width: 36 },
]

type Rows = AsyncIterable<readonly string[]>

async function* registerRows(): Rows {
  for (const line of registerLines()) yield registerColumns.map(([key]) => line[key])
}

const lookCells = ({ at, staffName, action, subjectName, detail }: Look) => [
  chinaTime(at),
  staffName,
  action,
  subjectName,
  lookDetail(detail),
]

interface Sheet {
  readonly url: string
  readonly title: string
  readonly columns: readonly SheetColumn[]
}

const sheetOf = (sheet: Sheet, kind: 'xlsx' | 'print', rows: Rows, now: number): Readable =>
  kind === 'xlsx'
    ? xlsxOf(sheet.title, sheet.columns, rows)
    : printOf(sheet.title, `打印时间：${chinaTime(now)}`, sheet.columns, rows)

const registerSheet: Sheet = {
  url: '/privacy/fields',
  title: registerTitle,
  columns: registerColumns.map(([, heading, width]) => ({ heading, width })),
}
const lookSheet: Sheet = { url: '/privacy/looks', title: lookTitle, columns: lookColumns }

const kinds = [
  { kind: 'xlsx', end: '.xlsx', name: '导出 Excel', type: xlsx },
  { kind: 'print', end: '/print', name: '打印', type: html },
] as const

function fieldRoutes(api: Api, { now }: AdminOptions): void {
  const item = z.record(z.string(), z.string())
  const response = { 200: z.object({ items: z.array(item), nextCursor: z.null() }) }
  const schema = { summary: registerTitle, tags, response }
  api.get('/privacy/fields', { schema, config: { roles } }, () => ({
    items: registerLines().map((line) => ({ ...line })),
    nextCursor: null,
  }))
  for (const { kind, end, name, type } of kinds) {
    const file = { summary: `${registerTitle}：${name}`, tags, produces: [type] }
    const route = { schema: file, config: { roles }, exposeHeadRoute: false }
    api.get(registerSheet.url + end, route, (_, reply) => {
      if (kind === 'xlsx') attach(reply, `${registerTitle}${chinaDate(now())}.xlsx`)
      return reply.type(type).send(sheetOf(registerSheet, kind, registerRows(), now()))
    })
  }
}

const day = z
  .string()
  .refine(isDay, { error: '日期请写成 2026-03-02 这样。' })
  .describe('中国日期 YYYY-MM-DD')
  .optional()
const filter = z.object({
  retiree: rowId.optional(),
  staff: rowId.optional(),
  from: day,
  to: day,
})

async function* lookRows(options: AdminOptions, asked: LookFilter, people: boolean): Rows {
  for await (const page of allLooks(options.store.read, asked, people))
    for (const look of page) yield lookCells(look)
}

function lookRoutes(api: Api, options: AdminOptions): void {
  const { store, now } = options
  const config = { roles: watchers }
  const page = filter.extend({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(500).optional(),
  })
  const schema = {
    summary: lookTitle,
    tags,
    querystring: page,
    response: {
      200: z.object({ items: z.array(z.looseObject({})), nextCursor: z.string().nullable() }),
    },
  }
  api.get('/privacy/looks', { schema, config }, async (request) => {
    const people = seesPeople(memberOf(request).staff)
    const { items, nextCursor } = await looks(store.read, request.query, people, request.query)
    return { items: items.map((look) => ({ ...look })), nextCursor }
  })
  for (const { kind, end, name, type } of kinds) {
    const file = { summary: `${lookTitle}：${name}`, tags, querystring: filter, produces: [type] }
    const route = { schema: file, config, exposeHeadRoute: false }
    api.get(lookSheet.url + end, route, async (request, reply) => {
      const { actor } = memberOf(request)
      const format = kind === 'xlsx' ? end : kind
      await store.tx((tx) =>
        audit(tx, actor, 'ledger.export', 'ledgers:privacy-looks', now(), { format }),
      )
      if (kind === 'xlsx') attach(reply, `${lookTitle}${chinaDate(now())}.xlsx`)
      const rows = lookRows(options, request.query, seesPeople(memberOf(request).staff))
      reply.type(type).header('cache-control', 'private, no-store')
      return reply.send(sheetOf(lookSheet, kind, rows, now()))
    })
  }
}

function retentionRoute(api: Api, { store }: AdminOptions): void {
  const schema = {
    summary: '到期删除的进度',
    tags,
    response: { 200: z.object({ items: z.array(z.looseObject({})), nextCursor: z.null() }) },
  }
  api.get('/privacy/retention', { schema, config: { roles } }, async () => ({
    items: (await allMarks(store.read)).map(({ rule, rowCount, ranAt }) => ({
      rule,
      rowCount,
      ranAt,
    })),
    nextCursor: null,
  }))
}

/** 个人信息保护: the register of fields, who looked at whom, and what was deleted because its time was over. */
export const privacyRoutes: Routes = (api, options) => {
  fieldRoutes(api, options)
  lookRoutes(api, options)
  retentionRoute(api, options)
}
