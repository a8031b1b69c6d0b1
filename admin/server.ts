import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { authorize, identify } from './auth.ts'
import { ledgerDescriptions } from './describe-ledgers.ts'
import { errorHandler, notHere } from './errors.ts'
import { registerLedgers } from './ledger-routes.ts'
import { describeApi, registerDocs, registerDocument } from './openapi.ts'
import { staffPages } from './pages.ts'
import { keepRouteTable } from './route-table.ts'
import { apiRoutes } from './routes/index.ts'
import { registerProbes } from './routes/probes.ts'
import type { AdminOptions, Api } from './types.ts'

/** Largest body of an API request, bytes. */
const bodyMost = 512 * 1024
/** Requests a minute and address without a sign-in. */
const anonymousMost = 300

const lostPage =
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>没有找到</title>' +
  '<p style="font-size:20px">没有这个页面。<a href="/">回到首页</a></p></html>'

/** Files only, no inline scripts; Element Plus sets inline styles. */
const policy = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
  baseUri: ["'self'"],
}

function registerHeaders(server: FastifyInstance, { config }: AdminOptions): void {
  server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: config.secureCookies ? { ...policy, upgradeInsecureRequests: [] } : policy,
    },
    strictTransportSecurity: config.secureCookies,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: config.secureCookies,
  })
}

/** An act without anything in its body may say JSON all the same. Other kinds of body are refused, so that none skips its schema. */
function acceptJsonOnly(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else void parse(request, String(body), done)
  })
}

async function registerApi(server: FastifyInstance, options: AdminOptions): Promise<void> {
  await server.register(
    async (scope) => {
      acceptJsonOnly(scope)
      scope.addHook('onRequest', identify(options))
      await scope.register(rateLimit, {
        max: anonymousMost,
        timeWindow: 60_000,
        allowList: (request) => request.signedIn !== undefined,
      })
      scope.addHook('preParsing', authorize(options))
      scope.addHook('onSend', async (_request, reply) => {
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      })
      // Cast: the compilers set above make schemas zod's.
      const api = scope as unknown as Api
      for (const routes of [...apiRoutes, ledgerDescriptions]) routes(api, options)
      registerLedgers(api, options)
      registerDocument(api, server)
    },
    { prefix: '/api/v1' },
  )
}

function logRequests(server: FastifyInstance, { log }: AdminOptions): void {
  server.addHook('onResponse', async (request, reply) => {
    log('request', {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      staffId: request.signedIn?.staff.id,
    })
  })
}

async function registerAll(root: FastifyInstance, options: AdminOptions): Promise<void> {
  await describeApi(root)
  registerProbes(root, options)
  await registerApi(root, options)
  await registerDocs(root, options)
  await root.register(staffPages(options.config))
  for (const plugin of options.plugins ?? []) await root.register(plugin)
}

/**
 * Builds the web side of the service: API, staff pages, probes and whatever `plugins` add. Listens to nothing yet; a
 * route without its roles makes `ready()` fail.
 */
export function buildServer(options: AdminOptions): FastifyInstance {
  // A reverse proxy stands on the same machine; nobody else may say for whom a request is.
  const answerError = errorHandler(options.log)
  const server = fastify({
    logger: false,
    bodyLimit: bodyMost,
    trustProxy: 'loopback',
    // An address that cannot be read is refused before any route, and so by no route's handler.
    frameworkErrors(error, request, reply) {
      void answerError(error, request, reply)
    },
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(answerError)
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api')) throw notHere()
    return reply.code(404).type('text/html; charset=utf-8').send(lostPage)
  })
  server.decorateRequest('signedIn', undefined)
  keepRouteTable(server)
  logRequests(server, options)
  registerHeaders(server, options)
  server.register(cookie)
  server.register(async (root) => registerAll(root, options))
  return server
}

/** The web side of a process without the `web` role: only the probes. */
export function buildProbes(options: AdminOptions): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: bodyMost })
  registerProbes(server, options)
  return server
}
