import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { caseRoles, centerRoles, type Role } from '../../policy/role.ts'
import { staff } from '../ledgers/staff.ts'
import { stations } from '../ledgers/station.ts'
import { statement } from '../statement.ts'
import type { Db } from '../store.ts'
import { type ChannelAccount, channelAccounts } from './channel-account.ts'

const selectAccounts = statement((db: Db, name) =>
  db
    .select({
      account: channelAccounts,
      role: staff.role,
      at: staff.stationId,
      kind: stations.kind,
    })
    .from(staff)
    .innerJoin(channelAccounts, eq(channelAccounts.staffId, staff.id))
    .leftJoin(stations, eq(stations.id, sql.placeholder('stationId')))
    .where(
      and(
        eq(staff.status, 'active'),
        or(
          eq(staff.stationId, sql.placeholder('stationId')),
          inArray(staff.role, [...centerRoles]),
        ),
      ),
    )
    .orderBy(asc(staff.createdAt), asc(staff.id), asc(channelAccounts.id))
    .prepare(name),
)

/**
 * The accounts of those who look after a station's cases; `only` narrows to some roles. Where nobody of it is bound, those
 * of 县退管中心.
 */
export async function accountsToTell(
  db: Db,
  stationId: string,
  only: readonly Role[] = caseRoles,
): Promise<ChannelAccount[]> {
  const rows = await selectAccounts(db).execute({ stationId })
  const ofCenter = rows.filter(({ role }) => centerRoles.includes(role))
  const ofStation = rows.filter(({ at, kind }) => at === stationId || kind === 'center')
  const named = ofStation.filter(({ role }) => only.includes(role))
  return (named.length > 0 ? named : ofCenter).map(({ account }) => account)
}
