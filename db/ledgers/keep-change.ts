import type { Actor } from '../actor.ts'
import { newId } from '../id.ts'
import type { Tx } from '../store.ts'
import { changePlace, retireeChanges } from './retiree-history.ts'

/** What a field of a person said before and says now, in plain words; null for nothing. */
export interface Change {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** Who made a change, when, and by which import if by one. */
export interface ChangedBy {
  readonly actor: Actor
  readonly now: number
  readonly importId?: string | undefined
}

/** 变更记录: keeps what changed of a person, one row a field, sealed. */
export async function keepChanges(
  tx: Tx,
  retireeId: string,
  changes: readonly Change[],
  { actor, now, importId }: ChangedBy,
): Promise<void> {
  const seal = (id: string, side: 'before' | 'after', plain: string | null) =>
    plain === null ? null : tx.vault.seal(changePlace(side, id), plain)
  const { kind: actorKind, id: actorId } = actor
  const rows = changes.map(({ field, before, after }) => {
    const id = newId(now)
    const sealed = { before: seal(id, 'before', before), after: seal(id, 'after', after) }
    return {
      id,
      retireeId,
      at: now,
      actorKind,
      actorId,
      field,
      importId: importId ?? null,
      ...sealed,
    }
  })
  if (rows.length > 0) await tx.insert(retireeChanges).values(rows)
}
