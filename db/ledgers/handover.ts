import { and, asc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { type DifferenceKind, differenceLabels, type MeetingState } from '../../policy/retiree.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { notifyStaff } from '../messaging/queue-message.ts'
import { type Scope, within } from '../scope.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import {
  differencePlace,
  type HandoverDifference,
  handoverDifferences,
  type Settlement,
} from './handover-difference.ts'
import { type Retiree, retireeById, retirees } from './retiree.ts'
import { centerStation } from './station.ts'

/** The check, or its difference, is not in a state in which this can be done. */
export class HandoverState extends LedgerError {
  readonly code = 'handover_state'
}

const staffOf = (actor: Actor) => (actor.kind === 'staff' ? actor.id : null)

/** What a station found: 相符, or 不符 with the reason. */
export type Finding =
  | { readonly result: 'matches' }
  | { readonly result: 'differs'; readonly kind: DifferenceKind; readonly note: string }

async function openDifference(
  tx: Tx,
  person: Retiree,
  finding: Finding & { result: 'differs' },
  actor: Actor,
  now: number,
) {
  const id = newId(now)
  const { kind } = finding
  const note = storable(finding.note.trim())
  await tx.insert(handoverDifferences).values({
    id,
    retireeId: person.id,
    retireeName: person.name,
    stationId: person.stationId,
    kind,
    note: note === '' ? null : tx.vault.seal(differencePlace('note', id), note),
    status: 'open',
    reporterId: staffOf(actor),
    reportedAt: now,
  })
  const center = await centerStation(tx)
  const text = `名单核对有一人不符（${differenceLabels[kind]}），请到“名单核对不符登记”处理。`
  const message = { stationId: center.id, dedupeKey: `difference:${id}`, content: { text } }
  await notifyStaff(tx, message, now)
}

/**
 * 核对名单: one person of the station's list. A difference becomes an item that the center must settle. Source: 办法 第七条（一）.
 * @throws {NotFound} @throws {HandoverState} when a difference of this person waits for the center.
 */
export async function checkRetiree(
  tx: Tx,
  retireeId: string,
  finding: Finding,
  actor: Actor,
  now: number,
): Promise<Retiree> {
  const person = await retireeById(tx, actor.scope, retireeId)
  if (person.checkResult === 'differs')
    throw new HandoverState(`${person.name}已报不符，等县退管中心处理。`)
  if (finding.result === 'differs') await openDifference(tx, person, finding, actor, now)
  const checkResult = finding.result
  await tx.update(retirees).set({ checkResult }).where(eq(retirees.id, person.id))
  await audit(tx, actor, 'retiree.check', `retirees:${person.id}`, now, { result: checkResult })
  return { ...person, checkResult }
}

/** What becomes of a person when the center settles a difference. */
const settled: Readonly<Record<Settlement, Partial<Pick<Retiree, 'checkResult' | 'status'>>>> = {
  corrected: { checkResult: 'unchecked' },
  transferred: { checkResult: 'unchecked' },
  confirmed: { checkResult: 'matches' },
  withdrawn: { checkResult: 'matches', status: 'left' },
}

/**
 * 处理不符: by the center, with an answer that the station reads. Source: 办法 第七条（一）.
 * @throws {NotFound} @throws {HandoverState} when it is settled already, or the actor is no center's.
 */
export async function settleDifference(
  tx: Tx,
  differenceId: string,
  { settlement, answer }: { readonly settlement: Settlement; readonly answer: string },
  actor: Actor,
  now: number,
): Promise<HandoverDifference> {
  if (!actor.center) throw new HandoverState('核对不符由县退管中心处理。')
  const [open] = await tx
    .select()
    .from(handoverDifferences)
    .where(eq(handoverDifferences.id, differenceId))
  if (open === undefined) throw new NotFound('核对不符')
  if (open.status === 'settled') throw new HandoverState('这一条已经处理过。')
  const sealed = tx.vault.seal(differencePlace('answer', open.id), storable(answer.trim()))
  const set = {
    status: 'settled' as const,
    settlement,
    answer: sealed,
    settlerId: staffOf(actor),
    settledAt: now,
  }
  const [row] = await tx
    .update(handoverDifferences)
    .set(set)
    .where(eq(handoverDifferences.id, open.id))
    .returning()
  if (row === undefined) throw new Error('difference was not updated')
  await tx.update(retirees).set(settled[settlement]).where(eq(retirees.id, row.retireeId))
  await audit(tx, actor, 'handover.settle', `handover_differences:${row.id}`, now, { settlement })
  const text = `县退管中心处理了一条名单核对不符，请到“名单核对不符登记”查看。`
  const message = {
    stationId: row.stationId,
    dedupeKey: `difference:${row.id}:settled`,
    content: { text },
  }
  await notifyStaff(tx, message, now)
  return row
}

const count = sql`count(*)`.mapWith(Number)

/** How far a station is with its list. */
export interface HandoverProgress {
  readonly stationId: string
  readonly total: number
  readonly checked: number
  readonly differing: number
  readonly met: number
  readonly complete: number
  readonly managed: number
}

/** Progress per station within the scope, of everybody who lives and has not moved away: whom the unmet list can hold. */
export async function handoverProgress(db: Db, scope: Scope): Promise<HandoverProgress[]> {
  const { stationId, status, checkResult, meeting, vital } = retirees
  const groups = await db
    .select({ stationId, status, checkResult, meeting, count })
    .from(retirees)
    .where(
      and(within(stationId, scope), inArray(status, ['incoming', 'managed']), eq(vital, 'living')),
    )
    .groupBy(stationId, status, checkResult, meeting)
  const ids = [...new Set(groups.map((group) => group.stationId))].sort()
  return ids.map((id) => {
    const own = groups.filter((group) => group.stationId === id)
    const sum = (fits: (group: (typeof groups)[number]) => boolean) =>
      own.filter(fits).reduce((total, group) => total + group.count, 0)
    return {
      stationId: id,
      total: sum(() => true),
      checked: sum((group) => group.checkResult !== 'unchecked'),
      differing: sum((group) => group.checkResult === 'differs'),
      met: sum((group) => group.meeting !== 'unmet'),
      complete: sum((group) => group.meeting === 'done'),
      managed: sum((group) => group.status === 'managed'),
    }
  })
}

/** Whom a station still has to see, patch by patch. `after`: where the last page ended. */
export interface UnmetPage {
  readonly stationId: string
  readonly patch?: string | undefined
  readonly after?: { readonly patch: string; readonly id: string } | undefined
  readonly limit: number
}

const unmetStates: readonly MeetingState[] = ['unmet', 'begun']

/** People whose meeting checklist is not done, by patch. A station outside the scope has nobody. */
export async function unmetRetirees(db: Db, scope: Scope, page: UnmetPage) {
  const after: SQL | undefined =
    page.after === undefined
      ? undefined
      : sql`(${retirees.patch}, ${retirees.id}) > (${page.after.patch}, ${page.after.id})`
  const { id, name, patch, meeting, checkResult, bornOn, idLast4 } = retirees
  return db
    .select({ id, name, patch, meeting, checkResult, bornOn, idLast4 })
    .from(retirees)
    .where(
      and(
        within(retirees.stationId, scope),
        eq(retirees.stationId, page.stationId),
        inArray(retirees.meeting, [...unmetStates]),
        eq(retirees.vital, 'living'),
        ne(retirees.status, 'left'),
        page.patch === undefined ? undefined : eq(retirees.patch, page.patch),
        after,
      ),
    )
    .orderBy(asc(retirees.patch), asc(retirees.id))
    .limit(page.limit)
}
