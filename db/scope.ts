import { type Column, inArray, type SQL } from 'drizzle-orm'
import { type Role, stationRoles } from '../policy/role.ts'

/** Which rows someone may touch: the whole county, or some stations. A required argument of every ledger function. */
export type Scope =
  | { readonly all: true }
  | { readonly all: false; readonly stationIds: readonly string[] }

/** The whole county: center staff, and the service itself when it acts for a person. */
export const countyScope: Scope = { all: true }

/** What a staff account may see. A station role without a station sees nothing. */
export function scopeOf(staff: { readonly role: Role; readonly stationId: string | null }): Scope {
  if (!stationRoles.includes(staff.role)) return countyScope
  return { all: false, stationIds: staff.stationId === null ? [] : [staff.stationId] }
}

/** Condition that keeps a query inside the scope; undefined when everything is inside. */
export function within(stationColumn: Column, scope: Scope): SQL | undefined {
  return scope.all ? undefined : inArray(stationColumn, [...scope.stationIds])
}

/** Whether a station lies inside the scope. */
export const covers = (scope: Scope, stationId: string): boolean =>
  scope.all || scope.stationIds.includes(stationId)
