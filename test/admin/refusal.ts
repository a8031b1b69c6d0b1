import { expect } from 'vitest'
import type { Ask } from './support.ts'

type Reply = Awaited<ReturnType<Ask>>

/** What a refusal may never hold: words of libraries, engines and files. */
const insides =
  /\bat .*:\d+:\d+|node_modules|SQLITE|Error:|undefined|constraint|syntax|FST_|ZodError|Invalid input|expected \w+/

/** What is wrong with a reply that must be a success or a refusal in Chinese; undefined when nothing is. */
export function refusalFault(reply: Reply): string | undefined {
  const { statusCode } = reply
  if (statusCode < 400) return undefined
  if (statusCode >= 500) return `${statusCode} ${reply.body}`
  const { code, message } = reply.json<{ code?: unknown; message?: unknown }>()
  if (typeof code !== 'string' || !/^[a-z][a-z0-9_]*$/.test(code)) return `code ${String(code)}`
  if (typeof message !== 'string' || !/\p{Script=Han}.*[。？]$/su.test(message))
    return `message ${String(message)}`
  return insides.test(reply.body) ? `insides: ${reply.body}` : undefined
}

/** Holds when a reply refuses with this status, a code, and a Chinese sentence. */
export function expectRefusal(reply: Reply, status: number): void {
  expect(reply.statusCode, reply.body).toBe(status)
  expect(refusalFault(reply)).toBeUndefined()
}
