import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { identify, memberOf } from './auth.ts'
import type { AdminOptions, Api } from './types.ts'

/** Describes the API from the routes' own schemas. Register before the routes. */
export async function describeApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '退管助手 API', version: '1', description: '企业退休人员社会化管理服务台账' },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          page: { type: 'apiKey', in: 'cookie', name: 'sid' },
        },
      },
      security: [{ token: [] }, { page: [] }],
    },
    transform(document) {
      const { schema, url } = jsonSchemaTransform(document)
      const hidden = !url.startsWith('/api/v1') || url.endsWith('/openapi.json')
      return { url, schema: hidden ? { ...schema, hide: true } : schema }
    },
  })
}

/** The document at `/api/v1/openapi.json`: it says what can be asked, never what is stored. */
export function registerDocument(api: Api, server: FastifyInstance): void {
  api.get('/openapi.json', { config: { roles: 'anyone' } }, async () => server.swagger())
}

/** The readable document at `/api/docs`, for whoever is signed in. */
export async function registerDocs(server: FastifyInstance, options: AdminOptions): Promise<void> {
  await server.register(async (scope) => {
    scope.addHook('onRequest', identify(options))
    scope.addHook('onRequest', async (request) => {
      memberOf(request)
    })
    await scope.register(swaggerUi, { routePrefix: '/api/docs' })
  })
}
