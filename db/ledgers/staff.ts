import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { caseRoles, centerRoles, type Role, roleLabels, roles } from '../../policy/role.ts'
import { check, id, index, instant, oneOf, table, text, unique } from '../columns.ts'
import { ledger } from '../ledger.ts'
import { statement } from '../statement.ts'
import type { Db } from '../store.ts'
import { stations } from './station.ts'

/** 工作人员: who signs in at the page and who is reminded in chat. */
export const staff = table(
  'staff',
  {
    id: id().primaryKey(),
    login: text().notNull(),
    name: text().notNull(),
    role: text().notNull().$type<Role>(),
    stationId: id().references(() => stations.id),
    /** argon2id, encoded. */
    passwordHash: text().notNull(),
    status: text().notNull().$type<'active' | 'disabled'>(),
    createdAt: instant().notNull(),
  },
  (t) => [
    unique('staff_login').on(t.login),
    check('staff_role', oneOf(t.role, roles)),
    check('staff_status', oneOf(t.status, ['active', 'disabled'])),
    index('staff_by_station').on(t.stationId, t.createdAt, t.id),
  ],
)

/** A row of `staff`. */
export type Staff = typeof staff.$inferSelect

/** 工作人员名册: accounts, never their passwords. */
export const staffLedger = ledger(staff, {
  name: 'staff',
  title: '工作人员名册',
  tableName: 'staff',
  readers: ['station_head', 'center_supervisor', 'sysadmin'],
  station: staff.stationId,
  orderBy: staff.createdAt,
  status: staff.status,
  search: [staff.login, staff.name],
  fields: {
    login: { label: '登录名', width: 16 },
    name: { label: '姓名', width: 12 },
    role: { label: '角色', kind: 'choice', choices: roleLabels, width: 14 },
    stationId: { label: '所在单位', names: 'stations', width: 20 },
    status: {
      label: '状态',
      kind: 'choice',
      choices: { active: '在用', disabled: '已停用' },
      width: 8,
    },
    createdAt: { label: '开户时间', kind: 'instant', width: 17 },
  },
})

const selectActive = statement((db: Db, name) =>
  db
    .select()
    .from(staff)
    .where(and(eq(staff.id, sql.placeholder('staffId')), eq(staff.status, 'active')))
    .prepare(name),
)

/** An active account by id, read anew so that disabling ends it at once. */
export async function findActiveStaff(db: Db, staffId: string): Promise<Staff | undefined> {
  const [row] = await selectActive(db).execute({ staffId })
  return row
}

/** An active account by its login. */
export async function findStaffByLogin(db: Db, login: string): Promise<Staff | undefined> {
  const [row] = await db
    .select()
    .from(staff)
    .where(and(eq(staff.login, login), eq(staff.status, 'active')))
  return row
}

const isCenter = sql`exists (select 1 from ${stations}
  where ${stations.id} = ${sql.placeholder('stationId')} and ${stations.kind} = 'center')`
const selectOfStation = statement((db: Db, name) =>
  db
    .select()
    .from(staff)
    .where(
      and(
        eq(staff.status, 'active'),
        or(
          eq(staff.stationId, sql.placeholder('stationId')),
          and(inArray(staff.role, [...centerRoles]), isCenter),
        ),
      ),
    )
    .orderBy(asc(staff.createdAt), asc(staff.id))
    .prepare(name),
)

/** An account by its login, in use or stopped: for whoever manages accounts, not for signing in. */
export async function findAccountByLogin(db: Db, login: string): Promise<Staff | undefined> {
  const [row] = await db.select().from(staff).where(eq(staff.login, login))
  return row
}

/** Active staff of a station; of 县退管中心 those with a center role. `only` narrows to some roles. */
export async function staffOfStation(
  db: Db,
  stationId: string,
  only: readonly Role[] = caseRoles,
): Promise<Staff[]> {
  const members = await selectOfStation(db).execute({ stationId })
  return members.filter(({ role }) => only.includes(role))
}
