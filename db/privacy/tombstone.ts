import { eq } from 'drizzle-orm'
import { type ErasureGround, erasureGroundLabels } from '../../policy/privacy.ts'
import { type Erasure, erasures } from '../ledgers/erasure.ts'
import { retirees } from '../ledgers/retiree.ts'
import { staff } from '../ledgers/staff.ts'
import type { Tx } from '../store.ts'

/** What is kept of an erasure outside the database: ids and times only. */
export type Tombstone = Pick<
  Erasure,
  'id' | 'retireeId' | 'stationId' | 'ground' | 'askedBy' | 'askedAt' | 'decidedBy' | 'decidedAt'
>

/** What an approved erasure leaves behind. */
export const tombstoneOf = (row: Erasure): Tombstone => ({
  id: row.id,
  retireeId: row.retireeId,
  stationId: row.stationId,
  ground: row.ground,
  askedBy: row.askedBy,
  askedAt: row.askedAt,
  decidedBy: row.decidedBy,
  decidedAt: row.decidedAt,
})

const grounds = Object.keys(erasureGroundLabels)
const isId = (value: unknown) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)

/** A line of the file, or undefined where it is none: a stroke of power may have cut the last one. */
export function readTombstone(line: string): Tombstone | undefined {
  try {
    // Cast: what it holds is looked at before it is believed.
    const row = JSON.parse(line) as Tombstone
    const whole = isId(row.id) && isId(row.retireeId) && isId(row.stationId)
    const timed = Number.isSafeInteger(row.askedAt) && Number.isSafeInteger(row.decidedAt)
    return whole && timed && grounds.includes(row.ground) ? row : undefined
  } catch {
    return undefined
  }
}

async function knownStaff(tx: Tx, staffId: string | null): Promise<string | null> {
  if (staffId === null) return null
  const [row] = await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId))
  return row?.id ?? null
}

/**
 * Makes an erasure that this database does not know, or not as approved, due once more: the database is older than the
 * erasure. False when there is nothing to do.
 */
export async function eraseAgain(tx: Tx, stone: Tombstone): Promise<boolean> {
  const [known] = await tx.select().from(erasures).where(eq(erasures.id, stone.id))
  if (known?.status === 'approved' || known?.status === 'done') return false
  const [person] = await tx
    .select({ id: retirees.id })
    .from(retirees)
    .where(eq(retirees.id, stone.retireeId))
  if (person === undefined) return false
  const decided = {
    status: 'approved' as const,
    decidedBy: await knownStaff(tx, stone.decidedBy),
    decidedAt: stone.decidedAt ?? stone.askedAt,
  }
  if (known !== undefined) {
    await tx.update(erasures).set(decided).where(eq(erasures.id, known.id))
    return true
  }
  const askedBy = await knownStaff(tx, stone.askedBy)
  const ground: ErasureGround = stone.ground
  const { id, retireeId, stationId, askedAt } = stone
  const row = { id, retireeId, stationId, ground, askedBy, askedAt, ...decided }
  const added = await tx.insert(erasures).values(row).onConflictDoNothing().returning()
  return added.length === 1
}
