import type { FastifyReply, FastifyRequest } from 'fastify'
import { staffByToken } from '../db/access/api-token.ts'
import { findSession, sessionMostMs, touchSession } from '../db/access/session.ts'
import type { Actor } from '../db/actor.ts'
import type { Staff } from '../db/ledgers/staff.ts'
import { scopeOf } from '../db/scope.ts'
import { centerRoles } from '../policy/role.ts'
import { ApiError, notAllowed, notSignedIn } from './errors.ts'
import { hashSecret, sameSecret } from './secret.ts'
import type { AdminConfig, AdminOptions, SignedIn } from './types.ts'

/** A session in use is noted at most this often, ms. */
const touchMs = 60_000
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Name of the session cookie: browsers tie `__Host-` cookies to this host and to TLS. */
const cookieName = ({ secureCookies }: AdminConfig): string =>
  secureCookies ? '__Host-sid' : 'sid'

/** Gives the browser a session id, or takes it back. */
export function setCookie(reply: FastifyReply, config: AdminConfig, secret: string | null): void {
  reply.setCookie(cookieName(config), secret ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: config.secureCookies,
    maxAge: secret === null ? 0 : sessionMostMs / 1000,
  })
}

function actorOf(staff: Staff): Actor {
  const center = centerRoles.includes(staff.role)
  return { kind: 'staff', id: staff.id, scope: scopeOf(staff), center }
}

async function bearer(request: FastifyRequest, { store, now }: AdminOptions, header: string) {
  const [, token] = /^Bearer +([\w.~+/-]{1,512}=*)$/i.exec(header) ?? []
  const staff =
    token === undefined ? undefined : await staffByToken(store.read, hashSecret(token), now())
  request.signedIn = staff === undefined ? undefined : { staff, actor: actorOf(staff) }
}

/** Finds out who asks: by token, else by session. Nobody is refused here. */
export const identify = (options: AdminOptions) => async (request: FastifyRequest) => {
  const header = request.headers.authorization
  if (header !== undefined) return bearer(request, options, header)
  const secret = request.cookies[cookieName(options.config)]
  if (secret === undefined || secret === '') return
  const found = await findSession(options.store.read, hashSecret(secret), options.now())
  if (found === undefined) return
  const { hash, csrf, seenAt } = found.session
  const session = { hash, csrf, seenAt }
  request.signedIn = { staff: found.staff, actor: actorOf(found.staff), session }
}

/** Whether a browser's Origin is this service's own; other programs send none. */
function fromHere(request: FastifyRequest, { publicUrl }: AdminConfig): boolean {
  const { origin } = request.headers
  if (origin === undefined) return true
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  return URL.canParse(origin) && new URL(origin).host === request.host
}

function checkForgery(request: FastifyRequest, config: AdminConfig): void {
  if (safeMethods.includes(request.method)) return
  if (!fromHere(request, config)) throw new ApiError(403, 'wrong_origin', '请从本系统的页面操作。')
  const { session } = request.signedIn ?? {}
  if (session === undefined || request.routeOptions.config.roles === 'anyone') return
  const token = request.headers['csrf-token']
  if (typeof token !== 'string' || !sameSecret(token, session.csrf))
    throw new ApiError(403, 'csrf', '页面已过期，请刷新后再试。')
}

/** Refuses who may not use a route, before its body is read. */
export const authorize = (options: AdminOptions) => async (request: FastifyRequest) => {
  const { roles } = request.routeOptions.config
  if (roles !== 'anyone') {
    const { signedIn } = request
    if (signedIn === undefined) throw notSignedIn()
    if (roles?.includes(signedIn.staff.role) !== true) throw notAllowed()
    await touch(signedIn, options)
  }
  checkForgery(request, options.config)
}

async function touch({ session }: SignedIn, { store, now }: AdminOptions): Promise<void> {
  if (session === undefined || now() - session.seenAt < touchMs) return
  await store.tx((tx) => touchSession(tx, session.hash, now()))
}

/** Who asks. @throws {ApiError} 401 when nobody is signed in. */
export function memberOf(request: FastifyRequest): SignedIn {
  if (request.signedIn === undefined) throw notSignedIn()
  return request.signedIn
}
