import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A random secret of 256 bits, safe in cookies, headers and addresses. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 of a session id or an API token, hex: all that the database keeps of it. */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')

/** Compares two secrets without telling by time where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
