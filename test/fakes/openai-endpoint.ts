import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request as the endpoint got it. */
export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly type: string
  readonly body: Buffer
}

/** What the endpoint does with a request. `raw`: this body with this status (default 200). `huge`: never stops talking. */
export type EndpointReply =
  | { readonly say: string }
  | { readonly raw: string; readonly status?: number }
  | { readonly status: number }
  | 'hang'
  | 'cut'
  | 'half'
  | 'huge'
  | 'redirect'

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const isSpeech = (path: string) => path.endsWith('/audio/transcriptions')

/** An OpenAI-compatible endpoint over real HTTP: chat completions and transcriptions. */
export class FakeEndpoint {
  readonly asked: Asked[] = []
  /** Decides each reply; by default everything gets an empty one. */
  reply: (asked: Asked) => EndpointReply = () => ({ say: '' })
  readonly #changed = new EventEmitter().setMaxListeners(0)
  readonly #server = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy())
  })

  /** What a client takes as its base. */
  get baseUrl(): string {
    // Cast: a server on TCP has an address with a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    this.#server.closeAllConnections()
  }

  /** Resolves once so many requests came. */
  async reached(count: number): Promise<void> {
    while (this.asked.length < count) await once(this.#changed, 'asked')
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization, 'content-type': type = '' } = request.headers
    const body = await bodyOf(request)
    const asked = { path: request.url ?? '', authorization, type, body }
    this.asked.push(asked)
    this.#changed.emit('asked')
    await this.#answer(this.reply(asked), asked, response)
  }

  async #answer(reply: EndpointReply, { path }: Asked, response: ServerResponse): Promise<void> {
    if (reply === 'hang') return
    if (reply === 'cut') return void response.destroy()
    if (reply === 'redirect') {
      return void response.writeHead(307, { location: `${this.baseUrl}/elsewhere` }).end()
    }
    if (reply === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      return void response.write('{"choices":[', () => response.destroy())
    }
    if (reply === 'huge') return babble(response)
    if ('raw' in reply) return void response.writeHead(reply.status ?? 200).end(reply.raw)
    if ('status' in reply) return void response.writeHead(reply.status).end('{"error":{}}')
    const said = isSpeech(path)
      ? { text: reply.say }
      : { choices: [{ message: { role: 'assistant', content: reply.say } }] }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said))
  }
}

async function babble(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"choices":[{"message":{"content":"')
  while (!response.destroyed) {
    if (!response.write('哈'.repeat(20_000))) await once(response, 'drain').catch(() => undefined)
  }
}

/** Starts one that goes with the test. */
export async function startFakeEndpoint(): Promise<FakeEndpoint> {
  const endpoint = await new FakeEndpoint().start()
  onTestFinished(() => endpoint.stop())
  return endpoint
}

/** The texts of the messages of a chat request, the system's first. */
export function saidTo({ body }: Asked): readonly string[] {
  const { messages } = JSON.parse(body.toString()) as { messages: { content: string }[] } // our own request
  return messages.map(({ content }) => content)
}
