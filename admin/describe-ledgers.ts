import { z } from 'zod'
import type { Ledger } from '../db/ledger.ts'
import { dueLabels } from '../db/ledger-due.ts'
import {
  fieldsFor,
  mayRead,
  narrowChoices,
  periodKind,
  type Reader,
  searchHint,
  statusChoices,
} from '../db/ledger-fields.ts'
import { ledgers } from '../db/ledgers/index.ts'
import { type Role, roles } from '../policy/role.ts'
import { describeAct } from './act.ts'
import { memberOf } from './auth.ts'
import { describeInputs } from './input.ts'
import { extensions } from './routes/index.ts'
import type { Routes } from './types.ts'

/** A ledger as the page draws it for one reader. */
function describeLedger(ledger: Ledger, reader: Reader) {
  const { create, update, acts = [] } = extensions[ledger.name] ?? {}
  const may = (it: { readonly roles: readonly Role[] }) => it.roles.includes(reader.role)
  const inputsOf = (it: typeof create) =>
    it !== undefined && may(it) ? { label: it.label, inputs: describeInputs(it.body) } : null
  const status = statusChoices(ledger)
  const hint = searchHint(ledger)
  return {
    name: ledger.name,
    title: ledger.title,
    orderBy: ledger.orderBy.name,
    statusField: ledger.status?.name ?? null,
    fields: fieldsFor(ledger, reader, 'detail').map(
      ({ open: _, personal: __, computed: ___, ...field }) => ({
        kind: 'text',
        width: 12,
        ...field,
      }),
    ),
    filters: {
      station: ledger.station !== undefined,
      period: periodKind(ledger) !== undefined,
      q: ledger.search !== undefined || ledger.lookup !== undefined,
      ...(hint === undefined ? {} : { hint }),
      ...(ledger.due === undefined ? {} : { due: dueLabels }),
      ...(status === undefined ? {} : { status }),
      narrow: narrowChoices(ledger),
    },
    can: {
      create: create !== undefined && may(create),
      update: update !== undefined && may(update),
      acts: acts.filter(may).map(describeAct),
    },
    createForm: inputsOf(create),
    updateForm: inputsOf(update),
  }
}

/** `GET /ledgers`: what the signed-in person can read and do, so that the page needs no knowledge of its own. */
export const ledgerDescriptions: Routes = (api) => {
  const schema = {
    summary: '台账目录：字段、筛选与可办事项',
    tags: ['overview'],
    response: { 200: z.object({ ledgers: z.array(z.looseObject({ name: z.string() })) }) },
  }
  api.get('/ledgers', { schema, config: { roles } }, async (request) => {
    const { staff } = memberOf(request)
    return {
      ledgers: ledgers
        .filter((ledger) => mayRead(ledger, staff))
        .map((ledger) => describeLedger(ledger, staff)),
    }
  })
}
