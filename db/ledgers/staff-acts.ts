import { and, eq, inArray } from 'drizzle-orm'
import { type Role, roles, stationRoles } from '../../policy/role.ts'
import { issueToken, revokeTokensOf } from '../access/api-token.ts'
import { newCode } from '../access/code-text.ts'
import { storeCode } from '../access/one-use-code.ts'
import { closeSessionsOf } from '../access/session.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { countyScope } from '../scope.ts'
import type { Db, Tx } from '../store.ts'
import { type Staff, staff } from './staff.ts'
import { findStation } from './station.ts'

/** How long a code that binds a staff member's chat account works. */
export const staffCodeMs = 24 * 3_600_000

/** What is known when an account is opened. `passwordHash`: argon2id, encoded. */
export interface NewStaff {
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly stationId: string | null
  readonly passwordHash: string
}

/** Who manages accounts, and of which roles. */
export interface StaffManager extends Pick<Actor, 'kind' | 'id'> {
  readonly manages: readonly Role[]
}

/** The account cannot be opened or changed like this; `message` says why. */
export class StaffRefused extends LedgerError {
  readonly code: string = 'staff_refused'
}

/** Another account has this login. */
export class LoginTaken extends StaffRefused {
  override readonly code = 'login_taken'
}

async function checkStation(tx: Tx, { role, stationId }: NewStaff): Promise<void> {
  if (!stationRoles.includes(role)) {
    if (stationId !== null) throw new StaffRefused('这个角色不属于工作站，请不要填写工作站。')
    return
  }
  if (stationId === null) throw new StaffRefused('请选择这个人所在的工作站。')
  if ((await findStation(tx, countyScope, stationId)) === undefined) throw new NotFound('工作站')
}

/**
 * 开户. @throws {LoginTaken} @throws {StaffRefused} when the role and the station do not fit, or the manager may not.
 * @throws {NotFound} when there is no such station.
 */
export async function addStaff(
  tx: Tx,
  values: NewStaff,
  manager: StaffManager,
  now: number,
): Promise<Staff> {
  if (!manager.manages.includes(values.role)) throw new StaffRefused('您不能开设这个角色的账号。')
  await checkStation(tx, values)
  const [row] = await tx
    .insert(staff)
    .values({ id: newId(now), ...values, status: 'active', createdAt: now })
    .onConflictDoNothing({ target: staff.login })
    .returning()
  if (row === undefined) throw new LoginTaken(`登录名“${values.login}”已经有人使用。`)
  await audit(tx, manager, 'staff.add', `staff:${row.id}`, now, { role: row.role })
  return row
}

async function managed(tx: Tx, staffId: string, manager: StaffManager): Promise<Staff> {
  const [row] = await tx.select().from(staff).where(eq(staff.id, staffId))
  if (row === undefined || !manager.manages.includes(row.role)) throw new NotFound()
  return row
}

/** Ends all ways in that an account has: sessions and tokens. */
async function shutOut(tx: Tx, staffId: string): Promise<void> {
  await closeSessionsOf(tx, staffId)
  await revokeTokensOf(tx, staffId)
}

/** 停用: its sessions and tokens end at once. @throws {NotFound} @throws {StaffRefused} for one's own account. */
export async function disableStaff(
  tx: Tx,
  staffId: string,
  manager: StaffManager,
  now: number,
): Promise<Staff> {
  const row = await managed(tx, staffId, manager)
  if (row.id === manager.id) throw new StaffRefused('不能停用自己的账号。')
  await tx.update(staff).set({ status: 'disabled' }).where(eq(staff.id, row.id))
  await shutOut(tx, row.id)
  await audit(tx, manager, 'staff.disable', `staff:${row.id}`, now)
  return { ...row, status: 'disabled' }
}

/** 重设密码: whoever was signed in with the old one is signed out. A disabled account works again. @throws {NotFound} */
export async function resetPassword(
  tx: Tx,
  staffId: string,
  passwordHash: string,
  manager: StaffManager,
  now: number,
): Promise<Staff> {
  const row = await managed(tx, staffId, manager)
  await tx.update(staff).set({ passwordHash, status: 'active' }).where(eq(staff.id, row.id))
  await shutOut(tx, row.id)
  await audit(tx, manager, 'staff.reset', `staff:${row.id}`, now)
  return { ...row, passwordHash, status: 'active' }
}

async function working(tx: Tx, staffId: string, manager: StaffManager): Promise<Staff> {
  const row = await managed(tx, staffId, manager)
  if (row.status !== 'active') throw new StaffRefused('这个账号已停用，重设密码后才能再用。')
  return row
}

/** An API token that acts as this account for `days` days; only its hash is kept. @throws {NotFound} @throws {StaffRefused} */
export async function issueStaffToken(
  tx: Tx,
  token: { readonly staffId: string; readonly hash: string; readonly days: number },
  manager: StaffManager,
  now: number,
): Promise<void> {
  const row = await working(tx, token.staffId, manager)
  await issueToken(tx, token, now)
  await audit(tx, manager, 'staff.token', `staff:${row.id}`, now, { days: token.days })
}

/** A one-use code with which this person binds a chat account; the earlier one stops working.
 * @throws {NotFound} @throws {StaffRefused} */
export async function issueStaffCode(
  tx: Tx,
  staffId: string,
  manager: StaffManager,
  now: number,
): Promise<{ code: string; expiresAt: number }> {
  const row = await working(tx, staffId, manager)
  const code = newCode()
  await storeCode(tx, { purpose: 'staff', code, subjectId: row.id, ttlMs: staffCodeMs }, now)
  await audit(tx, manager, 'staff.code', `staff:${row.id}`, now)
  return { code, expiresAt: now + staffCodeMs }
}

/** Whether anyone can manage accounts; if not, the service offers a set-up code. */
export async function hasManager(db: Db): Promise<boolean> {
  const managing = roles.filter((role) => role === 'sysadmin' || role === 'center_supervisor')
  const [row] = await db
    .select({ id: staff.id })
    .from(staff)
    .where(and(inArray(staff.role, managing), eq(staff.status, 'active')))
    .limit(1)
  return row !== undefined
}

/** A manager of every role: the command line of whoever runs the service. */
export const operator: StaffManager = { kind: 'system', id: 'operator', manages: roles }
