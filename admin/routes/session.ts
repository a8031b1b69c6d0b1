import { z } from 'zod'
import { closeSession, openSession, sweepSessions } from '../../db/access/session.ts'
import { countFailure, forgiveFailure, isThrottled } from '../../db/access/throttle.ts'
import { findStaffByLogin, type Staff } from '../../db/ledgers/staff.ts'
import { roles } from '../../policy/role.ts'
import { memberOf, setCookie } from '../auth.ts'
import { ApiError } from '../errors.ts'
import { password, words } from '../input.ts'
import { passwordFits } from '../password.ts'
import { hashSecret, newSecret } from '../secret.ts'
import type { AdminOptions, Routes } from '../types.ts'

const minute = 60_000
/** Wrong passwords for one login before it waits. */
export const loginLimit = { failures: 10, windowMs: 15 * minute }
/** Wrong passwords from one address before it waits: an office shares one. */
const addressLimit = { failures: 50, windowMs: 15 * minute }

/** Counted before the password is tried, so that many tries at once count as many. @throws {ApiError} 429 */
export async function takeTry(
  { store, now }: AdminOptions,
  limits: readonly (readonly [key: string, limit: typeof loginLimit])[],
): Promise<void> {
  const free = await store.tx(async (tx) => {
    for (const [key, limit] of limits) if (await isThrottled(tx, key, limit, now())) return false
    for (const [key, limit] of limits) await countFailure(tx, key, limit, now())
    return true
  })
  if (!free) throw new ApiError(429, 'too_many', '尝试次数太多，请 15 分钟后再试。')
}

const staffView = ({ id, login, name, role, stationId }: Staff) => ({
  id,
  login,
  name,
  role,
  stationId,
})

const answer = z.looseObject({
  staff: z.looseObject({ id: z.string(), name: z.string(), role: z.enum(roles) }),
  csrf: z.string().describe('以 Cookie 登录时，写操作须在 csrf-token 头中带上'),
})

const credentials = z.object({ login: words('登录名', 40), password: password('密码') })

async function signIn(options: AdminOptions, given: z.output<typeof credentials>, ip: string) {
  const { store, now } = options
  const keys = [
    `login:${store.vault.blind('throttles.login', given.login)}`,
    `address:${store.vault.blind('throttles.address', ip)}`,
  ] as const
  await takeTry(options, [
    [keys[0], loginLimit],
    [keys[1], addressLimit],
  ])
  const found = await findStaffByLogin(store.read, given.login)
  if (!(await passwordFits(found?.passwordHash, given.password)) || found === undefined)
    throw new ApiError(401, 'wrong_login', '登录名或密码不对。')
  const [secret, csrf] = [newSecret(), newSecret()]
  await store.tx(async (tx) => {
    for (const key of keys) await forgiveFailure(tx, key)
    await sweepSessions(tx, now())
    await openSession(tx, { hash: hashSecret(secret), staffId: found.id, csrf }, now())
  })
  return { secret, answer: { staff: staffView(found), csrf } }
}

/** Sign-in, who is signed in, sign-out. */
export const sessionRoutes: Routes = (api, options) => {
  const tags = ['session']
  const schema = { summary: '登录', tags, body: credentials, response: { 200: answer } }
  api.post('/session', { schema, config: { roles: 'anyone' } }, async (request, reply) => {
    const old = request.signedIn?.session
    const opened = await signIn(options, request.body, request.ip)
    if (old !== undefined) await options.store.tx((tx) => closeSession(tx, old.hash))
    setCookie(reply, options.config, opened.secret)
    return opened.answer
  })

  const who = { summary: '当前登录人', tags, response: { 200: answer } }
  api.get('/session', { schema: who, config: { roles } }, async (request) => {
    const { staff, session } = memberOf(request)
    return { staff: staffView(staff), csrf: session?.csrf ?? '' }
  })

  const out = { summary: '退出登录', tags, response: { 204: z.null().describe('已退出') } }
  api.delete('/session', { schema: out, config: { roles } }, async (request, reply) => {
    const { session } = memberOf(request)
    if (session !== undefined) await options.store.tx((tx) => closeSession(tx, session.hash))
    setCookie(reply, options.config, null)
    return reply.code(204).send(null)
  })
}
