import Fastify from 'fastify'
import { onTestFinished } from 'vitest'
import type { Bubble } from '../../bot/channels/webchat/bubble.ts'
import type { HistoryPage } from '../../bot/channels/webchat/history.ts'
import { makeWebchat, type Webchat, type WebchatSettings } from '../../bot/channels/webchat.ts'
import { testFolder } from '../support.ts'

/** What the web chat logged in a test. */
export type Logged = readonly [event: string, fields: Readonly<Record<string, unknown>> | undefined]

/** A web chat on a real socket, stopped with the test. */
export interface Served extends Webchat {
  readonly url: string
  readonly folder: string
  readonly logged: Logged[]
  close(): Promise<void>
}

/** Serves the chat; `port` 0: any. */
export async function serveWebchat(
  settings: Pick<WebchatSettings, 'store'> & Partial<WebchatSettings>,
  now: () => number,
  port = 0,
): Promise<Served> {
  const folder = settings.attachmentsFolder ?? testFolder()
  const logged: Logged[] = []
  const log = (...line: Logged) => void logged.push(line)
  const webchat = makeWebchat({ ...settings, attachmentsFolder: folder }, { now, log })
  // Browsers open spare connections without asking anything: they must not hold up the end.
  const app = Fastify({ forceCloseConnections: true })
  await app.register(webchat.plugin)
  const url = await app.listen({ port, host: '127.0.0.1' })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= webchat.channel.stop().then(() => app.close())
    return closed
  }
  onTestFinished(close)
  return { ...webchat, url, folder, logged, close }
}

/** An event stream as it is read. */
export interface Listening {
  readonly bubbles: Bubble[]
  /** Ids of the events, as `Last-Event-ID` takes them. */
  readonly ids: string[]
  readonly beats: () => number
  stop(): void
}

async function readEvents(response: Response, onEvent: (fields: Map<string, string>) => void) {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string])
      onEvent(new Map(fields))
    }
  }
}

/** A browser: keeps its cookie. */
export class WebVisitor {
  readonly url: string
  cookie: string
  #sent = 0
  constructor(url: string, cookie = '') {
    this.url = url
    this.cookie = cookie
  }

  /** Any request, with the cookie; takes what cookie comes back. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookie !== '') headers.set('cookie', this.cookie)
    const response = await fetch(this.url + path, { ...init, headers })
    const [given] = response.headers.getSetCookie()
    if (given !== undefined) this.cookie = given.split(';')[0] ?? ''
    return response
  }

  /** Sends a message; default: a text with a key of its own. */
  send(body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}) {
    const clientId = `message-${++this.#sent}`
    return this.request('/chat/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ clientId, ...body }),
    })
  }

  /** Uploads one file. */
  upload(content: Uint8Array<ArrayBuffer>, type = '', clientId = `file-00${++this.#sent}`) {
    const body = new FormData()
    body.append('file', new Blob([content], { type }), '照片.jpg')
    return this.request(`/chat/files?clientId=${clientId}`, { method: 'POST', body })
  }

  /** A page of the talk. */
  async history(before?: string): Promise<HistoryPage> {
    const query = before === undefined ? '' : `?before=${before}`
    const response = await this.request(`/chat/history${query}`)
    return (await response.json()) as HistoryPage
  }

  /** Opens the event stream and reads it until the test ends. */
  async listen(query = '', headers: Readonly<Record<string, string>> = {}): Promise<Listening> {
    const stopper = new AbortController()
    const response = await this.request(`/chat/events${query}`, {
      headers,
      signal: stopper.signal,
    })
    if (response.status !== 200) throw new Error(`events: ${response.status}`)
    const bubbles: Bubble[] = []
    const ids: string[] = []
    let beats = 0
    readEvents(response, (fields) => {
      if (fields.get('event') === 'beat') beats += 1
      else if (fields.has('data')) {
        bubbles.push(JSON.parse(fields.get('data') ?? '') as Bubble)
        ids.push(fields.get('id') ?? '')
      }
    }).catch(() => undefined)
    onTestFinished(() => stopper.abort())
    return { bubbles, ids, beats: () => beats, stop: () => stopper.abort() }
  }
}
