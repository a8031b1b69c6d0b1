import { z } from 'zod'
import type { LedgerRow } from '../../db/ledger-row.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import {
  addStaff,
  disableStaff,
  issueStaffCode,
  resetPassword,
  type StaffManager,
} from '../../db/ledgers/staff-acts.ts'
import { managedRoles, type Role, roleLabels } from '../../policy/role.ts'
import { type Asker, act, create, type Extension, nothing } from '../act.ts'
import { ApiError } from '../errors.ts'
import { choice, maybeStationId, password, words } from '../input.ts'
import { hashPassword, passwordFault } from '../password.ts'
import type { SignedIn } from '../types.ts'

const managers: readonly Role[] = ['sysadmin', 'center_supervisor']

const managerOf = ({ staff, actor }: SignedIn): StaffManager => ({
  kind: actor.kind,
  id: actor.id,
  manages: managedRoles(staff.role),
})

const manages = ({ role }: LedgerRow, { member }: Asker) =>
  managedRoles(member.staff.role).some((managed) => managed === role)

const view = ({ passwordHash: _, ...rest }: Staff) => rest

/** The hash of a new password. @throws {ApiError} 400 with what is wrong with it. */
export async function hashOf(plain: string, login: string): Promise<string> {
  const fault = passwordFault(plain, login)
  if (fault !== undefined) throw new ApiError(400, 'weak_password', fault)
  return hashPassword(plain)
}

const add = create({
  label: '开设账号',
  roles: managers,
  body: z.object({
    login: words('登录名', 40),
    name: words('姓名', 40),
    role: choice('角色', roleLabels),
    stationId: maybeStationId('所在工作站'),
    password: password('初始密码'),
  }),
  prepare: async (body) => ({ ...body, password: await hashOf(body.password, body.login) }),
  async run({ tx, member, now }, { password: passwordHash, stationId = null, ...body }) {
    const values = { ...body, stationId, passwordHash }
    return view(await addStaff(tx, values, managerOf(member), now))
  },
})

const acts = [
  act({
    verb: 'disable',
    label: '停用',
    roles: managers,
    when: ['active'],
    fits: (row, asker) => manages(row, asker) && row.id !== asker.member.staff.id,
    body: nothing,
    run: async ({ tx, id, member, now }) =>
      view(await disableStaff(tx, id, managerOf(member), now)),
  }),
  act({
    verb: 'reset',
    label: '重设密码',
    roles: managers,
    fits: manages,
    body: z.object({ password: password('新密码') }),
    prepare: async (body) => ({ password: await hashOf(body.password, '') }),
    run: async ({ tx, id, member, now }, body) =>
      view(await resetPassword(tx, id, body.password, managerOf(member), now)),
  }),
  act({
    verb: 'chat-code',
    label: '聊天绑定码',
    roles: managers,
    when: ['active'],
    fits: manages,
    body: nothing,
    async run({ tx, id, member, now, options }) {
      const issued = await issueStaffCode(tx, id, managerOf(member), now)
      return { ...issued, links: options.bindLinks?.(issued.code) ?? {} }
    },
  }),
]

/** 工作人员: accounts are opened, stopped and given new passwords; a code binds a chat account. */
export const staffExtension: Extension = { create: add, acts }
