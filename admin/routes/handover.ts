import { z } from 'zod'
import { namesOf } from '../../db/ledger-names.ts'
import { handoverProgress, settleDifference, unmetRetirees } from '../../db/ledgers/handover.ts'
import { colleaguesOf, patchesOf } from '../../db/ledgers/handover-desk.ts'
import { settlementLabels } from '../../db/ledgers/handover-difference.ts'
import { assignClerk, handOverWork } from '../../db/ledgers/staff-handover.ts'
import { transferMost, transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { chinaDate, isDay } from '../../policy/calendar.ts'
import { dailyPace } from '../../policy/pace.ts'
import { caseRoles, centerRoles, type Role } from '../../policy/role.ts'
import { act, type Extension } from '../act.ts'
import { memberOf } from '../auth.ts'
import { choice, maybeWords, rowId, stationId, words } from '../input.ts'
import type { AdminOptions, Api, Routes } from '../types.ts'

const leaders: readonly Role[] = ['station_head', ...centerRoles]
const tags = ['handover']
const anything = { 200: z.looseObject({}) }
const pageRows = 200

const settle = act({
  verb: 'settle',
  label: '处理',
  roles: centerRoles,
  when: ['open'],
  body: z.object({
    settlement: choice('处理结果', settlementLabels),
    answer: words('答复工作站', 500, { kind: 'longText' }),
  }),
  async run({ tx, id, actor, now }, body) {
    const { status, settlement } = await settleDifference(tx, id, body, actor, now)
    return { id, status, settlement }
  },
})

function progressRoute(api: Api, { store, now }: AdminOptions): void {
  const wrong = { error: '目标日期请写成 2026-07-31 这样的日期。' }
  const target = z.string().refine(isDay, wrong).optional().describe('目标日期')
  const schema = {
    summary: '各站交接进度',
    tags,
    querystring: z.object({ target }),
    response: anything,
  }
  api.get('/handover/progress', { schema, config: { roles: caseRoles } }, async (request) => {
    const { actor } = memberOf(request)
    const rows = await handoverProgress(store.read, actor.scope)
    const names = await namesOf(store.read, 'stations', [])
    const today = chinaDate(now())
    return {
      today,
      items: rows.map((row) => ({
        ...row,
        stationName: names.get(row.stationId) ?? '',
        perDay: dailyPace(row.total - row.complete, today, request.query.target),
      })),
    }
  })
}

function unmetRoute(api: Api, { store }: AdminOptions): void {
  const querystring = z.object({
    station: stationId('工作站'),
    patch: maybeWords('片区；空：没有填片区的人', 30),
    afterPatch: maybeWords('上一页最后一人的片区', 60),
    afterId: rowId.optional(),
  })
  const schema = { summary: '未办完见面手续的人，按片区', tags, querystring, response: anything }
  api.get('/handover/unmet', { schema, config: { roles: caseRoles } }, async (request) => {
    const { station, patch, afterPatch = '', afterId } = request.query
    const after = afterId === undefined ? undefined : { patch: afterPatch, id: afterId }
    const page = { stationId: station, patch, after, limit: pageRows }
    return { items: await unmetRetirees(store.read, memberOf(request).actor.scope, page) }
  })
}

function deskRoute(api: Api, { store }: AdminOptions): void {
  const querystring = z.object({ station: stationId('工作站') })
  const schema = { summary: '一个站的片区和责任人', tags, querystring, response: anything }
  api.get('/handover/desk', { schema, config: { roles: caseRoles } }, async (request) => {
    const { scope } = memberOf(request).actor
    const { station } = request.query
    return {
      patches: await patchesOf(store.read, scope, station),
      colleagues: await colleaguesOf(store.read, scope, station),
    }
  })
}

function reassignRoute(api: Api, { store, now }: AdminOptions): void {
  const body = z.object({
    ids: z.array(rowId).min(1).max(transferMost).optional().describe('人员；或者：'),
    fromStationId: rowId.optional().describe('原管理单位的全部人员'),
    patch: maybeWords('其中一个片区', 30),
    stationId: stationId('调往单位'),
    reason: words('原因', 200),
  })
  const schema = { summary: '批量调整管理单位', tags, body, response: anything }
  api.post('/handover/reassign', { schema, config: { roles: centerRoles } }, async (request) => {
    const { ids, fromStationId, patch, ...to } = request.body
    const chosen = ids === undefined ? { stationId: fromStationId ?? '', patch } : { ids }
    const { actor } = memberOf(request)
    return { moved: await store.tx((tx) => transferRetirees(tx, chosen, to, actor, now())) }
  })
}

function clerkRoutes(api: Api, { store, now }: AdminOptions): void {
  const to = z.object({
    stationId: stationId('工作站'),
    patch: maybeWords('片区；不填：全站', 30),
    staffId: rowId.describe('责任人'),
  })
  const assign = { summary: '按片区划分责任人', tags, body: to, response: anything }
  api.post('/handover/assign', { schema: assign, config: { roles: leaders } }, async (request) => {
    const { actor } = memberOf(request)
    return { people: await store.tx((tx) => assignClerk(tx, request.body, actor, now())) }
  })
  const body = z.object({ fromId: rowId.describe('交出人'), toId: rowId.describe('接手人') })
  const give = { summary: '工作交接：人员和未办结的件', tags, body, response: anything }
  api.post('/handover/work', { schema: give, config: { roles: leaders } }, async (request) => {
    const { fromId, toId } = request.body
    const { actor } = memberOf(request)
    return { ...(await store.tx((tx) => handOverWork(tx, fromId, toId, actor, now()))) }
  })
}

const routes: Routes = (api, options) => {
  for (const register of [progressRoute, unmetRoute, deskRoute, reassignRoute, clerkRoutes])
    register(api, options)
}

/** 移交核对: settling what does not match, progress, who is still to be met, and changes of hands. */
export const handoverExtension: Extension = { acts: [settle], routes }
