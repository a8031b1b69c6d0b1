import type { FastifyInstance } from 'fastify'
import type { RouteEntry } from './types.ts'

const tables = new WeakMap<FastifyInstance, RouteEntry[]>()

/**
 * Notes every route as it is registered, and refuses one below `/api/v1` that does not say who may use it: forgetting
 * it must not open a door. Call before any route is registered.
 */
export function keepRouteTable(server: FastifyInstance): void {
  const table: RouteEntry[] = []
  tables.set(server, table)
  server.addHook('onRoute', ({ method, url, config }) => {
    const roles = config?.roles
    if (roles === undefined && url.startsWith('/api/v1'))
      throw new Error(`route ${String(method)} ${url} does not say which roles may use it`)
    for (const one of [method].flat()) if (one !== 'HEAD') table.push({ method: one, url, roles })
  })
}

/** Every route of the server, once it is ready. */
export const routeTable = (server: FastifyInstance): readonly RouteEntry[] =>
  tables.get(server) ?? []
