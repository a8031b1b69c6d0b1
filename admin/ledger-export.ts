import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { audit } from '../db/audit.ts'
import type { Ledger } from '../db/ledger.ts'
import { fieldsFor, type KeyedField } from '../db/ledger-fields.ts'
import { exportLedger, type LedgerFilter, listLedger } from '../db/ledger-query.ts'
import { chinaDate, chinaTime } from '../policy/calendar.ts'
import { memberOf } from './auth.ts'
import { cellText } from './cell-text.ts'
import { attach } from './download.ts'
import { filterAt, filterSchema } from './ledger-schema.ts'
import { printOf } from './print.ts'
import { csvOf, type SheetColumn, xlsxOf } from './sheet.ts'
import type { AdminOptions, Api, SignedIn } from './types.ts'

const defaultWidth = 12

const columnOf = ({ label, width = defaultWidth }: KeyedField): SheetColumn => ({
  heading: label,
  width,
})

async function* rowsOf(
  { store }: AdminOptions,
  ledger: Ledger,
  { staff, actor }: SignedIn,
  fields: readonly KeyedField[],
  filter: LedgerFilter,
) {
  for await (const page of exportLedger(store.read, ledger, actor.scope, staff, filter)) {
    for (const row of page) yield fields.map((field) => cellText(field, row))
    // Others get their turn between pages: reading one blocks.
    await setImmediate()
  }
}

type Format = (
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly string[]>,
  now: number,
) => Readable

interface Kind {
  readonly url: string
  readonly name: string
  readonly type: string
  readonly ending?: string
  readonly make: Format
}

const kindsOf = ({ name, title }: Ledger): readonly Kind[] => [
  {
    url: `/${name}.xlsx`,
    name: '导出 Excel',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: '.xlsx',
    make: (columns, rows) => xlsxOf(title, columns, rows),
  },
  {
    url: `/${name}.csv`,
    name: '导出 CSV',
    type: 'text/csv; charset=utf-8',
    ending: '.csv',
    make: csvOf,
  },
  {
    url: `/${name}/print`,
    name: '打印',
    type: 'text/html; charset=utf-8',
    make: (columns, rows, now) => printOf(title, `打印时间：${chinaTime(now)}`, columns, rows),
  },
]

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AdminOptions,
  ledger: Ledger,
  kind: Kind,
  filter: LedgerFilter,
) {
  const member = memberOf(request)
  const now = options.now()
  const fields = fieldsFor(ledger, member.staff, 'paper')
  const format = kind.ending ?? 'print'
  const { store } = options
  // What the list refuses is refused before a download begins, and before it is noted as one.
  await listLedger(store.read, ledger, member.actor.scope, member.staff, { ...filter, limit: 1 })
  await store.tx((tx) =>
    audit(tx, member.actor, 'ledger.export', `ledgers:${ledger.name}`, now, { format }),
  )
  if (kind.ending !== undefined) attach(reply, `${ledger.title}${chinaDate(now)}${kind.ending}`)
  const rows = rowsOf(options, ledger, member, fields, filter)
  return reply
    .type(kind.type)
    .header('cache-control', 'private, no-store')
    .send(kind.make(fields.map(columnOf), rows, now))
}

/** Exports and print of a ledger: what the list shows with the same filter, under the official headings. */
export function registerExports(api: Api, options: AdminOptions, ledger: Ledger): void {
  for (const kind of kindsOf(ledger)) {
    const schema = {
      summary: `${ledger.title}：${kind.name}`,
      tags: [ledger.name],
      querystring: filterSchema(ledger),
      produces: [kind.type],
    }
    const route = { schema, config: { roles: ledger.readers }, exposeHeadRoute: false }
    api.get(kind.url, route, (request, reply) =>
      send(request, reply, options, ledger, kind, filterAt(ledger, request.query, options.now())),
    )
  }
}
