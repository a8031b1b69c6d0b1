import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { openBindingsOf } from '../../../db/ledgers/find-binding.ts'
import { findAccount } from '../../../db/messaging/channel-account.ts'
import type { IncomingContent } from '../../../db/messaging/message.ts'
import type { Db } from '../../../db/store.ts'
import { historyPage, readPoint, webAccount } from './history.ts'
import { ChatRefusal } from './refusal.ts'
import { sentences } from './sentences.ts'
import type { Streams } from './streams.ts'
import type { Visitors } from './visitor.ts'

/** Largest JSON body: 100,000 characters still get a polite answer. Unit: bytes. */
const maxBodyBytes = 512 * 1024

/** A message's key, made by the page: sent again after a failure it has the same. */
export const ClientId = z.string().regex(/^[\w-]{8,64}$/)

const Message = z.union([
  z.object({ clientId: ClientId, text: z.string() }),
  z.object({ clientId: ClientId, optionId: z.string().min(1).max(64) }),
])

/** Stores what a visitor sent, durably. */
export type Accept = (peerId: string, clientId: string, content: IncomingContent) => Promise<void>

/** What the routes share. */
export interface TalkSettings {
  readonly read: Db
  readonly now: () => number
  readonly visitors: Visitors
  readonly streams: Streams
  readonly accept: Accept
  /** @throws {ChatRefusal} when this visitor sends too fast. */
  readonly pace: (peerId: string, address: string) => void
}

function contentOf(message: z.infer<typeof Message>): IncomingContent {
  if ('optionId' in message) return { kind: 'choice', text: message.optionId }
  const code = /^\/start\s+(\S{1,64})\s*$/.exec(message.text)?.[1]
  return code === undefined ? { kind: 'text', text: message.text } : { kind: 'bind', text: code }
}

/** Whether a visitor is bound: what is theirs must not wait for the next person at the screen. */
async function speaksForSomebody(read: Db, peerId: string): Promise<boolean> {
  const account = await findAccount(read, 'webchat', webAccount, peerId)
  return account !== undefined && (await openBindingsOf(read, account.id)).length > 0
}

/** `POST /chat/messages`, `POST /chat/leave`, `GET /chat/history`. */
export function talkRoutes(app: FastifyInstance, settings: TalkSettings): void {
  const { read, now, visitors, accept, pace } = settings

  app.post('/chat/messages', { bodyLimit: maxBodyBytes }, async (request, reply) => {
    const message = Message.safeParse(request.body)
    if (!message.success) throw new ChatRefusal(400, 'unreadable', sentences.unreadable)
    const peerId = visitors.welcome(request, reply)
    pace(peerId, request.ip)
    await accept(peerId, message.data.clientId, contentOf(message.data))
    return reply.code(202).send({})
  })

  app.post('/chat/leave', async (request, reply) => {
    const peerId = visitors.known(request)
    if (peerId !== undefined && (await speaksForSomebody(read, peerId)))
      await accept(peerId, randomUUID(), { kind: 'choice', text: 'leave' })
    visitors.renew(reply)
    return reply.code(204).send()
  })

  app.get<{ Querystring: { before?: string } }>('/chat/history', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const peerId = visitors.known(request)
    if (peerId === undefined) return { items: [], fresh: true }
    return historyPage(read, peerId, now(), readPoint(request.query.before))
  })
}

/** `GET /chat/events`: follows what the visitor is told; `Last-Event-ID` or `after` say what the page has. */
export function eventRoute(app: FastifyInstance, settings: TalkSettings): void {
  const { visitors, streams, now } = settings
  app.get<{ Querystring: { after?: string } }>('/chat/events', async (request, reply) => {
    const peerId = visitors.known(request)
    if (peerId === undefined) throw new ChatRefusal(401, 'no_visitor', sentences.noVisitor)
    if (!streams.allows(peerId)) {
      throw new ChatRefusal(429, 'too_many_streams', sentences.tooManyStreams)
    }
    const last = request.headers['last-event-id']
    const since = readPoint(typeof last === 'string' ? last : request.query.after)
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value)
    }
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    reply.raw.write('retry: 2000\n\n')
    streams.open(peerId, reply.raw, since?.at ?? now())
  })
}
