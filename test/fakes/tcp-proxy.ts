import { connect, createServer, type Socket } from 'node:net'
import { freePort } from './free-port.ts'

/** A wire between a client and a server on 127.0.0.1 that can be cut without either side being told, as routers do. */
export class TcpProxy {
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  readonly #server = createServer()
  readonly #target: number
  /** `host:port` for the client. */
  endpoint = ''

  private constructor(target: number) {
    this.#target = target
  }

  /** A proxy that listens. @param target port of the server */
  static async to(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    const port = await freePort()
    proxy.endpoint = `127.0.0.1:${port}`
    proxy.#server.on('connection', (client) => proxy.#join(client))
    await new Promise<void>((resolve) => proxy.#server.listen(port, '127.0.0.1', resolve))
    return proxy
  }

  /** Nothing goes through the present connections any more, in neither direction; they stay open. New ones work. */
  cut(): void {
    for (const [client, server] of this.#pairs) {
      client.unpipe(server).resume()
      server.unpipe(client).resume()
      client.removeAllListeners('close')
      server.removeAllListeners('close')
    }
  }

  /** Closes all connections and stops listening. */
  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #join(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1')
    this.#pairs.add([client, server])
    client.pipe(server).pipe(client)
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined)
      one.on('close', () => other.destroy())
    }
  }
}
