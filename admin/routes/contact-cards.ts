import { z } from 'zod'
import { errorName } from '../../db/errors.ts'
import { namesOf } from '../../db/ledger-names.ts'
import { cardVoidLabels } from '../../db/ledgers/contact-card.ts'
import { reissueContactCard, voidContactCard } from '../../db/ledgers/contact-card-acts.ts'
import type { ContactCardBatch } from '../../db/ledgers/contact-card-batch.ts'
import {
  batchMost,
  type CardChoice,
  cardBatchById,
  issueBatch,
  startCardBatch,
} from '../../db/ledgers/contact-card-batch-acts.ts'
import { cardProgress, peopleWithoutCard } from '../../db/ledgers/contact-card-need.ts'
import { caseRoles } from '../../policy/role.ts'
import { act, type Extension } from '../act.ts'
import { memberOf } from '../auth.ts'
import { issuedOf } from '../cards/card-act.ts'
import { printRoutes } from '../cards/print-routes.ts'
import { ApiError } from '../errors.ts'
import { choice, maybeWords, rowId, stationId } from '../input.ts'
import type { AdminOptions, Api, Routes } from '../types.ts'

const tags = ['contact-cards']
const anything = { 200: z.looseObject({}) }
const config = { roles: caseRoles }
const pageRows = 200

const acts = [
  act({
    verb: 'void',
    label: '作废',
    roles: caseRoles,
    when: ['active'],
    body: z.object({ reason: choice('作废原因', cardVoidLabels) }),
    async run({ tx, id, actor, now }, { reason }) {
      const { status } = await voidContactCard(tx, actor, id, reason, now)
      return { id, status }
    },
  }),
  act({
    verb: 'reissue',
    label: '补发',
    roles: caseRoles,
    when: ['active'],
    body: z.object({ reason: choice('补发原因', cardVoidLabels) }),
    run: async ({ tx, id, actor, now, options }, { reason }) =>
      issuedOf(options, await reissueContactCard(tx, actor, id, reason, now)),
  }),
]

function needRoutes(api: Api, { store }: AdminOptions): void {
  const which = z.object({ station: rowId.optional().describe('工作站；填了按片区列出') })
  const progress = { summary: '发卡进度', tags, querystring: which, response: anything }
  api.get('/contact-cards/progress', { schema: progress, config }, async (request) => {
    const { actor } = memberOf(request)
    const rows = await cardProgress(store.read, actor.scope, request.query.station)
    const names = await namesOf(store.read, 'stations', [])
    return { items: rows.map((row) => ({ ...row, stationName: names.get(row.stationId) ?? '' })) }
  })
  const querystring = z.object({
    station: stationId('工作站'),
    patch: maybeWords('片区', 30),
    afterPatch: maybeWords('上一页最后一人的片区', 60),
    afterId: rowId.optional(),
  })
  const need = { summary: '还没有联系卡的人，按片区', tags, querystring, response: anything }
  api.get('/contact-cards/missing', { schema: need, config }, async (request) => {
    const { station, patch, afterPatch = '', afterId } = request.query
    const after = afterId === undefined ? undefined : { patch: afterPatch, id: afterId }
    const page = { stationId: station, patch, after, limit: pageRows }
    return { items: await peopleWithoutCard(store.read, memberOf(request).actor.scope, page) }
  })
}

const batchState = ({ id, status, total, issued, skipped }: ContactCardBatch) => ({
  id,
  status,
  total,
  issued,
  skipped,
})

function chosen(body: {
  stationId?: string | undefined
  patch?: string | undefined
  ids?: string[] | undefined
}): CardChoice {
  const { stationId: unit, patch, ids } = body
  if (ids !== undefined) return { ids }
  if (unit === undefined) throw new ApiError(400, 'invalid', '请选择工作站，或者选择人员。')
  return { stationId: unit, patch }
}

function batchRoutes(api: Api, { store, now, log }: AdminOptions): void {
  const body = z.object({
    stationId: rowId.optional().describe('给这个工作站还没有卡的人发卡'),
    patch: maybeWords('片区', 30),
    ids: z.array(rowId).min(1).max(batchMost).optional().describe('或者：给这些人发卡'),
  })
  const begin = { summary: '批量发卡：在后台逐人发放', tags, body }
  api.post('/contact-cards/batches', { schema: begin, config }, async (request, reply) => {
    const { actor } = memberOf(request)
    const choice = chosen(request.body)
    const batch = await store.tx((tx) => startCardBatch(tx, actor, choice, now()))
    void issueBatch(store, batch.id, now).catch((error: unknown) => {
      log('card-batch-failed', { id: batch.id, error: errorName(error) })
    })
    return reply.code(202).send(batchState(batch))
  })
  const params = z.object({ id: rowId })
  const look = { summary: '批量发卡到了哪里', tags, params, response: anything }
  api.get('/contact-cards/batches/:id', { schema: look, config }, async (request) => {
    const { actor } = memberOf(request)
    return batchState(await cardBatchById(store.read, actor.scope, request.params.id))
  })
}

const routes: Routes = (api, options) => {
  for (const register of [needRoutes, batchRoutes, printRoutes]) register(api, options)
}

/** 联系卡: who has none, cards for many, the printer, and what becomes of one card. Source: 办法 第十条（二）. */
export const contactCardExtension: Extension = { acts, routes }
