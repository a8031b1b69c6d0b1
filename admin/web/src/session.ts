import { shallowReactive } from 'vue'
import { ApiError, call, useCsrf } from './api.ts'
import type { Ledger, Me, Page, Station } from './types.ts'

interface Session {
  me: Me | undefined
  ledgers: readonly Ledger[]
  stations: readonly Station[]
}

/** Who is signed in, and what they may see. */
export const session = shallowReactive<Session>({ me: undefined, ledgers: [], stations: [] })

interface Opened {
  readonly staff: Me
  readonly csrf: string
}

async function enter({ staff, csrf }: Opened): Promise<void> {
  useCsrf(csrf)
  const { ledgers } = await call<{ ledgers: Ledger[] }>('GET', '/ledgers')
  session.ledgers = ledgers
  session.stations = await readStations()
  session.me = staff
}

async function readStations(): Promise<readonly Station[]> {
  if (ledgerNamed('stations') === undefined) return []
  const { items } = await call<Page>('GET', '/stations?limit=100')
  return items.map(({ id, name }) => ({ id, name: String(name) }))
}

/** Takes up the session of the cookie. False when there is none. */
export async function resume(): Promise<boolean> {
  if (session.me !== undefined) return true
  try {
    await enter(await call<Opened>('GET', '/session'))
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false
    throw error
  }
}

/** 登录. @throws {ApiError} when login or password are wrong. */
export async function signIn(login: string, password: string): Promise<void> {
  await enter(await call<Opened>('POST', '/session', { login, password }))
}

/** What the first administrator fills in. */
interface FirstUse {
  readonly code: string
  readonly login: string
  readonly name: string
  readonly password: string
}

/** 首次使用: makes the first administrator with the code that the service printed, and signs in. */
export async function setUp(first: FirstUse): Promise<void> {
  await call('POST', '/setup', first)
  await signIn(first.login, first.password)
}

/** Forgets who was signed in; the service has forgotten already, or is told by `signOut`. */
export function forget(): void {
  useCsrf('')
  Object.assign(session, { me: undefined, ledgers: [], stations: [] })
}

/** 退出. */
export async function signOut(): Promise<void> {
  try {
    await call('DELETE', '/session')
  } finally {
    forget()
  }
}

/** The description of a ledger, when this person may read it. */
export function ledgerNamed(name: string): Ledger | undefined {
  return session.ledgers.find((ledger) => ledger.name === name)
}

/** What a station is called; empty when it is not known here. */
export function stationName(id: string | null | undefined): string {
  return session.stations.find((station) => station.id === id)?.name ?? ''
}

/** 审计员 reads the audit only: no day's work, no channels. */
export const seesDay = (): boolean => session.me?.role !== 'auditor'
