import { and, eq, gt } from 'drizzle-orm'
import { type ExportReason, exportIsMasked } from '../../policy/privacy.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { type PersonExport, personExports } from '../ledgers/person-export.ts'
import { retireeById } from '../ledgers/retiree.ts'
import { within } from '../scope.ts'
import type { Db, Tx } from '../store.ts'

/** How long the files of a copy can be fetched. Unit: ms. */
const exportOpenMs = 30 * 60_000

/** 登记查阅复制: whoever asks can fetch the files for half an hour. @throws {NotFound} */
export async function openExport(
  tx: Tx,
  retireeId: string,
  reason: ExportReason,
  actor: Actor,
  now: number,
): Promise<PersonExport> {
  const person = await retireeById(tx, actor.scope, retireeId)
  const row: PersonExport = {
    id: newId(now),
    retireeId: person.id,
    stationId: person.stationId,
    staffId: actor.id,
    reason,
    masked: exportIsMasked(reason) ? 'yes' : 'no',
    createdAt: now,
    expiresAt: now + exportOpenMs,
  }
  await tx.insert(personExports).values(row)
  const detail = { reason, masked: row.masked, copy: row.id }
  await audit(tx, actor, 'retiree.export', `retirees:${person.id}`, now, detail)
  return row
}

/** A copy that this very staff member asked for and can still fetch. @throws {NotFound} */
export async function exportInHand(
  db: Db,
  exportId: string,
  actor: Actor,
  now: number,
): Promise<PersonExport> {
  const [row] = await db
    .select()
    .from(personExports)
    .where(
      and(
        eq(personExports.id, exportId),
        eq(personExports.staffId, actor.id),
        gt(personExports.expiresAt, now),
        within(personExports.stationId, actor.scope),
      ),
    )
  if (row === undefined) throw new NotFound('查阅复制登记')
  return row
}
