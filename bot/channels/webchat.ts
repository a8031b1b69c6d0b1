import type { FastifyPluginAsync } from 'fastify'
import type { Store } from '../../db/store.ts'
import type { Channel, ChannelEnvironment, ChannelHealth, Receive } from './types.ts'
import { fileRoutes } from './webchat/file-routes.ts'
import { toldSince, webAccount } from './webchat/history.ts'
import { makeKeptFiles, visitorPrefix } from './webchat/kept-file.ts'
import { pageRoutes } from './webchat/page-files.ts'
import { makeRateLimit } from './webchat/rate-limit.ts'
import { ChatRefusal, politeErrors } from './webchat/refusal.ts'
import { makeSameOrigin } from './webchat/same-origin.ts'
import { sentences } from './webchat/sentences.ts'
import { makeStreams } from './webchat/streams.ts'
import { type Accept, eventRoute, talkRoutes } from './webchat/talk-routes.ts'
import { makeVisitors } from './webchat/visitor.ts'

/** What the web chat needs. */
export interface WebchatSettings {
  readonly store: Store
  /** Where uploaded files are kept. */
  readonly attachmentsFolder: string
  /** Address people open, when it is not that of this server itself; `https:` makes the cookie secure. */
  readonly publicUrl?: string
}

/** The channel, and its pages for the HTTP server. */
export interface Webchat {
  readonly channel: Channel
  /** Serves `/` and `/chat/…`; registered once, without prefix. */
  readonly plugin: FastifyPluginAsync
}

const visitorRate = { limit: 20, windowMs: 10_000 }
/** Several people share an address: a kiosk room, a mobile network. */
const addressRate = { limit: 400, windowMs: 10_000 }

function makePace(now: () => number) {
  const perVisitor = makeRateLimit(visitorRate)
  const perAddress = makeRateLimit(addressRate)
  return (peerId: string, address: string): void => {
    const allowed = perAddress(address, now()) && perVisitor(peerId, now())
    if (!allowed) throw new ChatRefusal(429, 'too_many', sentences.tooMany)
  }
}

/** Whether it is online is whether the server runs; changes are told to the listeners. */
function makeHealth({ now }: ChannelEnvironment) {
  const listeners: ((health: ChannelHealth) => void)[] = []
  let health: ChannelHealth = { channel: 'webchat', state: 'connecting', since: now() }
  return {
    health: () => health,
    onHealth: (listener: (health: ChannelHealth) => void) => void listeners.push(listener),
    heard() {
      health = { ...health, lastInboundAt: now() }
    },
    become(state: ChannelHealth['state']) {
      if (state === health.state) return
      health = { ...health, state, since: now() }
      for (const listener of listeners) listener(health)
    },
  }
}

/** The embedded web chat. What it sends is the outbox row itself: the page reads it, over events or from the history. */
export function makeWebchat(settings: WebchatSettings, environment: ChannelEnvironment): Webchat {
  const { store, attachmentsFolder, publicUrl } = settings
  const { now, log } = environment
  const { become, heard, health, onHealth } = makeHealth(environment)
  const kept = makeKeptFiles(attachmentsFolder, store.vault)
  const visitors = makeVisitors({ secure: publicUrl?.startsWith('https:') ?? false })
  const streams = makeStreams((peer, since) => toldSince(store.read, peer, now(), since), { log })
  let receive: Receive | undefined

  const accept: Accept = async (peerId, clientId, content) => {
    if (receive === undefined) throw new ChatRefusal(503, 'starting', sentences.starting)
    const externalId = `${visitorPrefix(peerId)}:${clientId}`
    const from = { channel: 'webchat', account: webAccount, peerId, idLife: 'session' } as const
    await receive([{ ...from, externalId, sentAt: now(), content }])
    heard()
  }

  const channel: Channel = {
    channel: 'webchat',
    account: webAccount,
    parallel: 64,
    health,
    onHealth,
    async start(sink) {
      receive = sink
      become('online')
    },
    async stop() {
      receive = undefined
      streams.close()
      become('off')
    },
    async send(peerId) {
      streams.wake(peerId)
      return { state: 'accepted' }
    },
    fetchFile: ({ ref }) => kept.open(ref),
  }

  const plugin: FastifyPluginAsync = async (app) => {
    const pace = makePace(now)
    const shared = { read: store.read, now, visitors, streams, accept, pace, kept }
    app.setErrorHandler(politeErrors(environment))
    app.addHook('onRequest', makeSameOrigin(publicUrl))
    app.addHook('preClose', async () => streams.close())
    pageRoutes(app, visitors)
    talkRoutes(app, shared)
    eventRoute(app, shared)
    await fileRoutes(app, shared)
  }
  return { channel, plugin }
}
