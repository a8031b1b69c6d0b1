import { and, desc, eq } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { notifyStaff } from '../messaging/queue-message.ts'
import { within } from '../scope.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import type { BoundPerson } from './find-binding.ts'
import {
  type PersonalRequest,
  type PersonalRequestKind,
  personalRequestLabels,
  personalRequests,
  requestPlace,
  requestStatusLabels,
} from './personal-request.ts'
import { tellHearers } from './who-hears.ts'

/** The request has been settled already. */
export class RequestSettled extends LedgerError {
  readonly code = 'personal_request_settled'
}

/** What is asked; `words` in their own words, where there are any. */
export interface NewRequest {
  readonly kind: PersonalRequestKind
  readonly words?: string | undefined
}

/** 登记本人申请: staff of the station are told. A card that is asked for twice is one request: undefined then. */
export async function makeRequest(
  tx: Tx,
  { binding, person }: BoundPerson,
  { kind, words }: NewRequest,
  actor: Actor,
  now: number,
): Promise<PersonalRequest | undefined> {
  const rowId = newId(now)
  const [row] = await tx
    .insert(personalRequests)
    .values({
      id: rowId,
      retireeId: person.id,
      stationId: person.stationId,
      accountId: binding.accountId,
      proxy: binding.relation,
      kind,
      words:
        words === undefined ? null : tx.vault.seal(requestPlace('words', rowId), storable(words)),
      status: 'open',
      askedAt: now,
    })
    .onConflictDoNothing()
    .returning()
  if (row === undefined) return undefined
  const detail = { kind, ...(binding.role === 'family' ? { for: person.id } : {}) }
  await audit(tx, actor, 'request.make', `personal_requests:${row.id}`, now, detail)
  const content = { text: `有人申请${personalRequestLabels[kind]}，请在“本人申请事项登记”里办理。` }
  const notice = { stationId: person.stationId, content, dedupeKey: `request:${row.id}` }
  await notifyStaff(tx, notice, now)
  return row
}

/** 办理: done, or not possible, with what the person is told. @throws {NotFound} @throws {RequestSettled} */
export async function settleRequest(
  tx: Tx,
  requestId: string,
  settled: { readonly status: 'done' | 'declined'; readonly answer: string },
  actor: Actor,
  now: number,
): Promise<PersonalRequest> {
  const [row] = await tx
    .select()
    .from(personalRequests)
    .where(and(eq(personalRequests.id, requestId), within(personalRequests.stationId, actor.scope)))
  if (row === undefined) throw new NotFound('申请')
  if (row.status !== 'open') throw new RequestSettled('这件申请已经办过了。')
  const { status, answer } = settled
  const set = {
    status,
    answer: tx.vault.seal(requestPlace('answer', row.id), storable(answer)),
    settledAt: now,
    settlerId: actor.kind === 'staff' ? actor.id : null,
  }
  await tx.update(personalRequests).set(set).where(eq(personalRequests.id, row.id))
  await audit(tx, actor, 'request.settle', `personal_requests:${row.id}`, now, { status })
  await tellAsker(tx, row, settled, now)
  return { ...row, ...set }
}

async function tellAsker(
  tx: Tx,
  row: PersonalRequest,
  { status, answer }: { readonly status: 'done' | 'declined'; readonly answer: string },
  now: number,
): Promise<void> {
  const what = personalRequestLabels[row.kind]
  const words = status === 'done' ? `您要${what}的事办好了。` : `您要${what}的事，没能办。`
  const toStaff = `有一件${what}的申请办完了，家属已不代办，请当面或打电话告诉本人。`
  const dedupeKey = `request:${row.id}:settled`
  await tellHearers(tx, row, { text: `${words}\n${answer}`, toStaff, dedupeKey }, now)
}

/** Longest list of one person's requests. */
const shownRequests = 20

/** What a person asked for, newest first, without their words. The caller has checked who may. */
export async function requestsOf(db: Db, retireeId: string) {
  const rows = await db
    .select()
    .from(personalRequests)
    .where(eq(personalRequests.retireeId, retireeId))
    .orderBy(desc(personalRequests.askedAt), desc(personalRequests.id))
    .limit(shownRequests)
  return rows.map(({ id, kind, status, askedAt }) => ({
    id,
    askedAt,
    label: personalRequestLabels[kind],
    status: requestStatusLabels[status],
  }))
}
