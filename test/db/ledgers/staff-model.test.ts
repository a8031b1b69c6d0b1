import fc from 'fast-check'
import { expect, test } from 'vitest'
import { staffByToken } from '../../../db/access/api-token.ts'
import { useCode } from '../../../db/access/one-use-code.ts'
import { findSession, openSession } from '../../../db/access/session.ts'
import { auditEntries } from '../../../db/audit.ts'
import { LedgerError } from '../../../db/errors.ts'
import { findActiveStaff, findStaffByLogin, staffOfStation } from '../../../db/ledgers/staff.ts'
import {
  addStaff,
  disableStaff,
  hasManager,
  issueStaffCode,
  issueStaffToken,
  operator,
  resetPassword,
  type StaffManager,
} from '../../../db/ledgers/staff-acts.ts'
import type { Store } from '../../../db/store.ts'
import { managedRoles, type Role, roles, stationRoles } from '../../../policy/role.ts'
import { monday, testStore } from '../../support.ts'

const stationIds = ['guangtong', 'heijing', 'nowhere', null] as const

type Step =
  | {
      readonly do: 'add'
      readonly role: Role
      readonly stationId: (typeof stationIds)[number]
      readonly login: number
    }
  | {
      readonly do: 'disable' | 'reset' | 'code' | 'token' | 'enter'
      readonly which: number
    }

const by = fc.nat(6)
const which = fc.nat(6)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      role: fc.constantFrom(...roles),
      stationId: fc.constantFrom(...stationIds),
      login: fc.nat(8),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(...(['disable', 'reset', 'code', 'token', 'enter'] as const)),
      which,
    }),
  },
)

/** An account as its rules say it must stand. */
interface Account {
  readonly id: string
  readonly login: string
  readonly role: Role
  readonly stationId: string | null
  active: boolean
  /** Ways in that still work. */
  sessions: string[]
  tokens: string[]
  code: string | undefined
}

const codeOf = <T>(act: Promise<T>): Promise<{ code?: string; value?: T }> =>
  act.then(
    (value) => ({ value }),
    (error: unknown) => {
      if (error instanceof LedgerError) return { code: error.code }
      throw error
    },
  )

let secrets = 0
const secret = () => `secret${++secrets}`

/** Accounts in the database and in memory, side by side. */
class Office {
  readonly accounts: Account[] = []
  readonly store: Store
  audited = 0
  constructor(store: Store) {
    this.store = store
  }

  /** Who acts: the operator of the machine, or one of the accounts. */
  manager(n: number): StaffManager {
    const account = this.accounts[n]
    if (account === undefined) return operator
    return { kind: 'staff', id: account.id, manages: managedRoles(account.role) }
  }

  async add(one: Extract<Step, { do: 'add' }>, manager: StaffManager): Promise<void> {
    const { role, stationId } = one
    const login = `login${one.login}`
    const values = { login, name: '李明', role, stationId, passwordHash: 'x' }
    const done = await codeOf(this.store.tx((tx) => addStaff(tx, values, manager, monday)))
    const ofStation = stationRoles.includes(role)
    const expected = () => {
      if (!manager.manages.includes(role)) return 'staff_refused'
      if (ofStation ? stationId === null : stationId !== null) return 'staff_refused'
      if (stationId === 'nowhere') return 'not_found'
      return this.accounts.some((account) => account.login === login) ? 'login_taken' : undefined
    }
    expect(done.code, `${role} at ${stationId}`).toBe(expected())
    if (done.value === undefined) return
    this.audited += 1
    const { id } = done.value
    const fresh = { active: true, sessions: [], tokens: [], code: undefined }
    this.accounts.push({ id, login, role, stationId, ...fresh })
  }

  async act(one: Exclude<Step, { do: 'add' }>, manager: StaffManager): Promise<void> {
    const account = this.accounts[one.which % Math.max(1, this.accounts.length)]
    if (account === undefined) return
    const { store } = this
    const reach = manager.manages.includes(account.role)
    const hidden = reach ? undefined : 'not_found'
    const working = hidden ?? (account.active ? undefined : 'staff_refused')
    if (one.do === 'enter') {
      const hash = secret()
      await store.tx((tx) => openSession(tx, { hash, staffId: account.id, csrf: 'c' }, monday))
      if (account.active) account.sessions.push(hash)
    } else if (one.do === 'disable') {
      const done = await codeOf(store.tx((tx) => disableStaff(tx, account.id, manager, monday)))
      expect(done.code).toBe(hidden ?? (account.id === manager.id ? 'staff_refused' : undefined))
      if (done.value !== undefined) this.#shutOut(account, false)
    } else if (one.do === 'reset') {
      const done = await codeOf(
        store.tx((tx) => resetPassword(tx, account.id, 'y', manager, monday)),
      )
      expect(done.code).toBe(hidden)
      if (done.value !== undefined) this.#shutOut(account, true)
    } else if (one.do === 'token') {
      const token = { staffId: account.id, hash: secret(), days: 1 }
      const done = await codeOf(store.tx((tx) => issueStaffToken(tx, token, manager, monday)))
      expect(done.code).toBe(working)
      if (done.code !== undefined) return
      account.tokens.push(token.hash)
      this.audited += 1
    } else {
      const done = await codeOf(store.tx((tx) => issueStaffCode(tx, account.id, manager, monday)))
      expect(done.code).toBe(working)
      if (done.value === undefined) return
      if (account.code !== undefined) await this.expectCode(account.code, undefined)
      account.code = done.value.code
      this.audited += 1
    }
  }

  #shutOut(account: Account, active: boolean): void {
    Object.assign(account, { active, sessions: [], tokens: [] })
    this.audited += 1
  }

  async expectCode(code: string, subjectId: string | undefined): Promise<void> {
    const used = await this.store.tx((tx) => useCode(tx, 'staff', code, monday))
    expect(used?.subjectId ?? undefined).toBe(subjectId)
  }

  /** Every way in works for whom it should, and for nobody else. */
  async agree(everySecret: readonly string[]): Promise<void> {
    const { read } = this.store
    for (const hash of everySecret) {
      const owner = this.accounts.find(({ sessions, tokens }) =>
        [...sessions, ...tokens].includes(hash),
      )
      const session = await findSession(read, hash, monday)
      const token = await staffByToken(read, hash, monday)
      expect((session?.staff ?? token)?.id).toBe(owner?.id)
    }
    for (const { id, login, active } of this.accounts) {
      expect((await findActiveStaff(read, id))?.id).toBe(active ? id : undefined)
      expect((await findStaffByLogin(read, login))?.id).toBe(active ? id : undefined)
    }
    for (const stationId of ['guangtong', 'heijing']) {
      const members = await staffOfStation(read, stationId)
      const expected = this.accounts.filter((one) => one.active && one.stationId === stationId)
      expect(members.map(({ id }) => id).toSorted()).toEqual(
        expected.map(({ id }) => id).toSorted(),
      )
    }
    const managing = this.accounts.some(
      ({ role, active }) => active && (role === 'sysadmin' || role === 'center_supervisor'),
    )
    expect(await hasManager(read)).toBe(managing)
    expect(await read.$count(auditEntries)).toBe(this.audited)
  }
}

test('whoever opens, stops and resets whose account, the ways in are those of working accounts', async () => {
  const script = fc.array(fc.tuple(step, by), { minLength: 8, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const store = await testStore()
      const office = new Office(store)
      const from = secrets
      for (const [one, actor] of steps) {
        const manager = office.manager(actor)
        await (one.do === 'add' ? office.add(one, manager) : office.act(one, manager))
      }
      const given = Array.from({ length: secrets - from }, (_, n) => `secret${from + n + 1}`)
      await office.agree(given)
      for (const { id, code } of office.accounts)
        if (code !== undefined) await office.expectCode(code, id)
      for (const { code } of office.accounts)
        if (code !== undefined) await office.expectCode(code, undefined)
      await store.close()
    }),
    { numRuns: 25 },
  )
}, 90_000)
