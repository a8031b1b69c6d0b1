import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { packageRoot } from '../policy/package-root.ts'
import type { AdminConfig } from './types.ts'

const waitingPage = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="refresh" content="3"><title>退管助手</title></head>
<body style="font-family:sans-serif;text-align:center;padding-top:20vh;font-size:20px">页面正在准备，请稍候…</body></html>`

function sendIndex(reply: FastifyReply, folder: string): FastifyReply {
  if (!existsSync(join(folder, 'index.html')))
    return reply
      .code(503)
      .header('retry-after', '3')
      .type('text/html; charset=utf-8')
      .send(waitingPage)
  return reply
    .header('cache-control', 'no-cache')
    .sendFile('index.html', folder, { cacheControl: false })
}

/** The staff pages at `/admin`: built files, and the start page for every address the page itself knows. */
export function staffPages({ pagesFolder }: AdminConfig): FastifyPluginAsync {
  const folder = pagesFolder ?? join(packageRoot, 'admin', 'web', 'dist')
  return async (scope) => {
    await scope.register(fastifyStatic, { root: packageRoot, serve: false })
    scope.get('/admin', (_request, reply) => sendIndex(reply, folder))
    scope.get<{ Params: { '*': string } }>('/admin/*', (request, reply) => {
      const path = request.params['*']
      if (!path.startsWith('assets/') && !/\.\w+$/.test(path)) return sendIndex(reply, folder)
      // Built files carry a hash of their content in their names.
      return reply.sendFile(path, folder, { maxAge: '30d', immutable: path.startsWith('assets/') })
    })
  }
}
