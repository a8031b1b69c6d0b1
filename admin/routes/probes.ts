import type { FastifyInstance } from 'fastify'
import { Histogram, Registry } from 'prom-client'
import type { AdminOptions } from '../types.ts'

const secondBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** `/healthz`: the process answers. `/readyz`: it can work, and how the channels stand. `/metrics`: no personal data. */
export function registerProbes(server: FastifyInstance, options: AdminOptions): void {
  const registry = options.metrics ?? new Registry()
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: secondBuckets,
    registers: [registry],
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const labels = { method: request.method, route, status: reply.statusCode }
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
  server.get('/healthz', async () => ({ ok: true }))
  server.get('/readyz', async (_request, reply) => {
    const state = await options.readiness()
    return reply.code(state.ok ? 200 : 503).send(state)
  })
  server.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
