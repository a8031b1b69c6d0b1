import type { FastifyRequest } from 'fastify'
import { ChatRefusal } from './refusal.ts'
import { sentences } from './sentences.ts'

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined
}

/**
 * Refuses what another site's page sends in a visitor's name. Browsers name the sending page in `Origin` on every POST;
 * a program that names none is nobody's browser.
 */
export function makeSameOrigin(publicUrl?: string) {
  const publicHost = publicUrl === undefined ? undefined : hostOf(publicUrl)
  return async ({ method, headers, host }: FastifyRequest): Promise<void> => {
    if (method !== 'POST') return
    const { origin } = headers
    const from = origin === undefined ? undefined : hostOf(origin)
    const own = from !== undefined && (from === host || from === publicHost)
    const unnamed = origin === undefined && headers['sec-fetch-site'] !== 'cross-site'
    if (!own && !unnamed) throw new ChatRefusal(403, 'other_site', sentences.otherSite)
  }
}
