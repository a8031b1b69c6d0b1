/** Roles of staff accounts; names are part of the contract with outside scripts. */
export const roles = [
  'station_clerk',
  'station_head',
  'center_clerk',
  'center_supervisor',
  'sysadmin',
  'auditor',
] as const
/** One of `roles`. */
export type Role = (typeof roles)[number]

/** What each role is called on the pages. */
export const roleLabels: Readonly<Record<Role, string>> = {
  station_clerk: '站工作人员',
  station_head: '站长',
  center_clerk: '中心工作人员',
  center_supervisor: '中心主管',
  sysadmin: '系统管理员',
  auditor: '审计员',
}

/** Roles that work at one station and see only its rows. */
export const stationRoles: readonly Role[] = ['station_clerk', 'station_head']
/** Roles that work at 县退管中心 and see the whole county. */
export const centerRoles: readonly Role[] = ['center_clerk', 'center_supervisor']
/** Roles that work with people's cases; 系统管理员 and 审计员 see no personal data. */
export const caseRoles: readonly Role[] = [...stationRoles, ...centerRoles]

/**
 * Whose accounts a role may open, disable and reset. 中心主管 manages those who work with cases; who manages the system
 * and who audits it is up to the system administrator alone.
 */
export function managedRoles(role: Role): readonly Role[] {
  if (role === 'sysadmin') return roles
  return role === 'center_supervisor' ? caseRoles : []
}
