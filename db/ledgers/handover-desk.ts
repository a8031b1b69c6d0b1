import { and, asc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import { covers, type Scope } from '../scope.ts'
import type { Db } from '../store.ts'
import { openPetitionStatuses, petitions } from './petition.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { centerStation } from './station.ts'

const count = sql`count(*)`.mapWith(Number)

/** One 片区 of a station: how many live there, and how many are still to be met. */
export interface PatchCount {
  readonly patch: string
  readonly people: number
  readonly unmet: number
}

/** The patches of a station by name, people without one under an empty name. A station outside the scope has none. */
export async function patchesOf(db: Db, scope: Scope, stationId: string): Promise<PatchCount[]> {
  if (!covers(scope, stationId)) return []
  const { patch, meeting } = retirees
  const groups = await db
    .select({ patch, meeting, count })
    .from(retirees)
    .where(
      and(
        eq(retirees.stationId, stationId),
        eq(retirees.vital, 'living'),
        ne(retirees.status, 'left'),
      ),
    )
    .groupBy(patch, meeting)
    .orderBy(asc(patch), asc(meeting))
  const found = new Map<string, PatchCount>()
  for (const group of groups) {
    const { people, unmet } = found.get(group.patch) ?? { people: 0, unmet: 0 }
    const open = group.meeting === 'done' ? 0 : group.count
    const sum = { patch: group.patch, people: people + group.count, unmet: unmet + open }
    found.set(group.patch, sum)
  }
  return [...found.values()]
}

/** A worker of a station and what they look after. */
export interface Colleague {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly people: number
  readonly petitions: number
}

/** Who works with people at a station, those who left too while something is still theirs. Nobody outside the scope. */
export async function colleaguesOf(db: Db, scope: Scope, stationId: string): Promise<Colleague[]> {
  if (!covers(scope, stationId)) return []
  const center = (await centerStation(db)).id === stationId
  const here = eq(staff.stationId, stationId)
  const rows = await db
    .select({ id: staff.id, name: staff.name, status: staff.status })
    .from(staff)
    .where(
      and(inArray(staff.role, [...caseRoles]), center ? or(here, isNull(staff.stationId)) : here),
    )
    .orderBy(asc(staff.name), asc(staff.id))
  const colleagues = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      people: await db.$count(
        retirees,
        and(eq(retirees.stationId, stationId), eq(retirees.clerkId, row.id)),
      ),
      petitions: await db.$count(
        petitions,
        and(eq(petitions.handlerId, row.id), inArray(petitions.status, [...openPetitionStatuses])),
      ),
    })),
  )
  return colleagues.filter((one) => one.status === 'active' || one.people + one.petitions > 0)
}
