import { z } from 'zod'
import type { Ledger } from '../db/ledger.ts'
import { ledgerRow, listLedger } from '../db/ledger-query.ts'
import { ledgers } from '../db/ledgers/index.ts'
import { chinaDate } from '../policy/calendar.ts'
import { mayDo, registerAct, registerCreate } from './act.ts'
import { memberOf } from './auth.ts'
import { rowId } from './input.ts'
import { registerExports } from './ledger-export.ts'
import { filterAt, listSchema, rowSchema } from './ledger-schema.ts'
import { extensions } from './routes/index.ts'
import type { AdminOptions, Api } from './types.ts'

/** Rows are made from the ledger's own description and need no second check against it. */
const asIs = () => (data: unknown) => JSON.stringify(data)

function registerReading(api: Api, options: AdminOptions, ledger: Ledger): void {
  const { store } = options
  const config = { roles: ledger.readers }
  const row = rowSchema(ledger)
  const extension = extensions[ledger.name]
  api.get(
    `/${ledger.name}`,
    {
      schema: {
        summary: `${ledger.title}：列表`,
        tags: [ledger.name],
        querystring: listSchema(ledger),
        response: { 200: z.object({ items: z.array(row), nextCursor: z.string().nullable() }) },
      },
      config,
      serializerCompiler: asIs,
    },
    async (request) => {
      const { staff, actor } = memberOf(request)
      const asked = filterAt(ledger, request.query, options.now())
      return listLedger(store.read, ledger, actor.scope, staff, asked)
    },
  )
  api.get(
    `/${ledger.name}/:id`,
    {
      schema: {
        summary: `${ledger.title}：查看一条`,
        tags: [ledger.name],
        params: z.object({ id: rowId }),
        response: { 200: row },
      },
      config,
      serializerCompiler: asIs,
    },
    async (request) => {
      const member = memberOf(request)
      const { staff, actor } = member
      const { id } = request.params
      const now = options.now()
      const found = await ledgerRow(store.read, ledger, actor.scope, staff, id, chinaDate(now))
      const asker = { member, now }
      const may = mayDo(extension ?? {}, found, asker)
      return { ...found, may, ...(await extension?.detail?.(options, id, asker)) }
    },
  )
}

/** Gives every ledger its routes: list, detail, exports and print from its description, and what its extension adds. */
export function registerLedgers(api: Api, options: AdminOptions): void {
  for (const ledger of ledgers) {
    registerExports(api, options, ledger)
    registerReading(api, options, ledger)
    const { create, update, acts = [], routes } = extensions[ledger.name] ?? {}
    if (create !== undefined) registerCreate(api, options, ledger.name, create)
    if (update !== undefined) registerAct(api, options, ledger.name, update, 'PATCH')
    for (const it of acts) registerAct(api, options, ledger.name, it)
    routes?.(api, options)
  }
}
