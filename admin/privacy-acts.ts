import { z } from 'zod'
import { openExport } from '../db/privacy/export-person.ts'
import { type RevealField, revealField, revealLabels } from '../db/privacy/reveal.ts'
import { exportReasonLabels, revealReasonLabels, revealSeconds } from '../policy/privacy.ts'
import { caseRoles } from '../policy/role.ts'
import { memberOf } from './auth.ts'
import { choice, rowId } from './input.ts'
import type { AdminOptions, Api } from './types.ts'

const params = z.object({ id: rowId })

/** `POST /retirees/:id/reveal`: one number or address in full, with a reason; the page hides it again after `seconds`. */
export function revealRoute(api: Api, { store, now }: AdminOptions): void {
  const body = z.object({
    field: choice('项目', revealLabels),
    reason: choice('事由', revealReasonLabels),
    memberId: rowId.optional(),
  })
  const schema = {
    summary: '查看完整的号码或地址',
    tags: ['retirees'],
    params,
    body,
    response: { 200: z.object({ field: z.string(), value: z.string(), seconds: z.number() }) },
  }
  const route = { schema, config: { roles: caseRoles } }
  api.post('/retirees/:id/reveal', route, async (request, reply) => {
    const { actor } = memberOf(request)
    const field: RevealField = request.body.field
    const asked = { ...request.body, field }
    const value = await store.tx((tx) => revealField(tx, request.params.id, asked, actor, now()))
    reply.header('cache-control', 'private, no-store')
    return { field, value, seconds: revealSeconds }
  })
}

/** `POST /retirees/:id/export`: registers a copy of everything kept of a person; its files can be fetched for half an hour. */
export function exportRoute(api: Api, { store, now }: AdminOptions): void {
  const schema = {
    summary: '查阅、复制一个人的全部资料',
    tags: ['retirees'],
    params,
    body: z.object({ reason: choice('事由', exportReasonLabels) }),
    response: { 201: z.object({ id: z.string(), masked: z.string(), expiresAt: z.number() }) },
  }
  const route = { schema, config: { roles: ['station_head', 'center_supervisor'] as const } }
  api.post('/retirees/:id/export', route, async (request, reply) => {
    const { actor } = memberOf(request)
    const { reason } = request.body
    const row = await store.tx((tx) => openExport(tx, request.params.id, reason, actor, now()))
    const { id, masked, expiresAt } = row
    return reply.code(201).send({ id, masked, expiresAt })
  })
}
