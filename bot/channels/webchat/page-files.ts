import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { packageRoot } from '../../../policy/package-root.ts'
import type { Visitors } from './visitor.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface PageFile {
  readonly body: Buffer
  readonly mediaType: string
  readonly tag: string
}

function readPageFiles(): ReadonlyMap<string, PageFile> {
  const folder = join(packageRoot, 'bot/chat-page')
  const files = readdirSync(folder).flatMap((name): [string, PageFile][] => {
    const mediaType = mediaTypes[extname(name)]
    if (mediaType === undefined) return []
    const body = readFileSync(join(folder, name))
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    return [[name, { body, mediaType, tag }]]
  })
  return new Map(files)
}

function give(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'microphone=(self), camera=(self)',
    'cache-control': 'no-cache',
    etag: file.tag,
  })
  if (request.headers['if-none-match'] === file.tag) return reply.code(304).send()
  return reply.type(file.mediaType).send(file.body)
}

/** `GET /` and `GET /chat/assets/*`: the page, read once at the start. */
export function pageRoutes(app: FastifyInstance, visitors: Visitors): void {
  const files = readPageFiles()
  app.get('/', async (request, reply) => {
    visitors.welcome(request, reply)
    const page = files.get('index.html')
    return page === undefined ? reply.callNotFound() : give(page, request, reply)
  })
  app.get<{ Params: { name: string } }>('/chat/assets/:name', async (request, reply) => {
    const file = files.get(request.params.name)
    return file === undefined ? reply.callNotFound() : give(file, request, reply)
  })
}
