import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { maskedLabels, type PersonExport } from '../../db/ledgers/person-export.ts'
import { exportInHand } from '../../db/privacy/export-person.ts'
import { type DataTable, personData } from '../../db/privacy/person-data.ts'
import { chinaDate, chinaTime } from '../../policy/calendar.ts'
import { exportReasonLabels } from '../../policy/privacy.ts'
import type { Extension } from '../act.ts'
import { memberOf } from '../auth.ts'
import { attach } from '../download.ts'
import { rowId } from '../input.ts'
import { printOf } from '../print.ts'
import { xlsxOf } from '../sheet.ts'
import type { AdminOptions, Api, Routes } from '../types.ts'

const title = '个人信息查阅复制'
const columns = [
  { heading: '台账', width: 24 },
  { heading: '第几条', width: 8 },
  { heading: '项目', width: 18 },
  { heading: '内容', width: 60 },
]

async function* lines(tables: readonly DataTable[]) {
  for (const table of tables)
    for (const [index, row] of table.rows.entries())
      for (const { label, value } of row) yield [table.title, String(index + 1), label, value]
}

interface Copy {
  readonly row: PersonExport
  readonly tables: readonly DataTable[]
}

/** Why and when, for the head of the paper. */
const noteOf = ({ row }: Copy) =>
  `${exportReasonLabels[row.reason]}　${chinaTime(row.createdAt)}　号码和地址：${maskedLabels[row.masked]}`

interface Form {
  readonly ending: 'data.xlsx' | 'data.json' | 'print'
  readonly name: string
  readonly type: string
  make(copy: Copy): unknown
}

const forms: readonly Form[] = [
  {
    ending: 'data.xlsx',
    name: '导出 Excel',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    make: ({ tables }) => xlsxOf(title, columns, lines(tables)),
  },
  {
    ending: 'data.json',
    name: '导出 JSON',
    type: 'application/json; charset=utf-8',
    make: (copy) => JSON.stringify({ title, note: noteOf(copy), tables: copy.tables }),
  },
  {
    ending: 'print',
    name: '打印',
    type: 'text/html; charset=utf-8',
    make: (copy) => printOf(title, noteOf(copy), columns, lines(copy.tables)),
  },
]

function fileRoute(api: Api, { store, now }: AdminOptions, form: Form): void {
  const schema = {
    summary: `查阅复制的资料：${form.name}`,
    tags: ['person-exports'],
    params: z.object({ id: rowId }),
    produces: [form.type],
  }
  const config = { roles: ['station_head', 'center_supervisor'] as const }
  const route = { schema, config, exposeHeadRoute: false }
  api.get(`/person-exports/:id/${form.ending}`, route, async (request, reply: FastifyReply) => {
    const { actor } = memberOf(request)
    const row = await exportInHand(store.read, request.params.id, actor, now())
    const tables = await personData(store.read, row.retireeId, row.masked === 'yes')
    const [, ending] = form.ending.split('.')
    if (ending !== undefined) attach(reply, `${title}${chinaDate(now())}.${ending}`)
    return reply
      .type(form.type)
      .header('cache-control', 'private, no-store')
      .send(form.make({ row, tables }))
  })
}

const routes: Routes = (api, options) => {
  for (const form of forms) fileRoute(api, options, form)
}

/** 个人信息查阅复制登记: the files of a copy, for whoever asked for it and while its time lasts. */
export const personExportExtension: Extension = { routes }
