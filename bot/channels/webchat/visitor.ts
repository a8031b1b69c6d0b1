import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const cookieName = 'tuiguan_chat'
const yearSeconds = 365 * 86_400
const keyPattern = /(?:^|;\s*)tuiguan_chat=([\w-]{43})(?:;|$)/

/** Who a browser is: known by a random key in a cookie, of which only a digest is ever stored. */
export interface Visitors {
  /** The visitor's peer id; undefined when the browser brings no key. */
  known(request: FastifyRequest): string | undefined
  /** The same, giving a new key to a browser that has none. */
  welcome(request: FastifyRequest, reply: FastifyReply): string
  /** Takes the key away and gives a new one: the next person at this screen is someone else. */
  renew(reply: FastifyReply): string
}

/** 128 bits of SHA-256, hex: the key cannot be got back from it. */
export const visitorId = (key: string): string =>
  createHash('sha256').update(`tuiguan visitor\0${key}`).digest('hex').slice(0, 32)

/** `secure`: the page is served over HTTPS only. */
export function makeVisitors({ secure }: { readonly secure: boolean }): Visitors {
  const attributes = `Path=/; Max-Age=${yearSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const renew = (reply: FastifyReply) => {
    const key = randomBytes(32).toString('base64url')
    reply.header('set-cookie', `${cookieName}=${key}; ${attributes}`)
    return visitorId(key)
  }
  const known = (request: FastifyRequest) => {
    const key = keyPattern.exec(request.headers.cookie ?? '')?.[1]
    return key === undefined ? undefined : visitorId(key)
  }
  return {
    known,
    renew,
    welcome: (request, reply) => known(request) ?? renew(reply),
  }
}
