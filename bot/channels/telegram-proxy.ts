import http from 'node:http'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'

/** Told to whoever waits for a connection: the connection, or why there is none. */
type Opened = (error: Error | null, socket?: Duplex) => void

/** The proxy answered something else than 200. `code` carries its status. */
class ProxyRefusal extends Error {
  readonly code: string
  constructor(status: number | undefined) {
    super('the proxy opened no tunnel')
    this.code = `EPROXY${status ?? ''}`
  }
}

function tunnelRequest(proxy: URL, target: string): http.ClientRequest {
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`
  return http.request({
    host: proxy.hostname,
    port: proxy.port === '' ? 80 : Number(proxy.port),
    method: 'CONNECT',
    path: target,
    agent: false,
    headers: {
      host: target,
      ...(proxy.username === '' ? {} : { 'proxy-authorization': authorization }),
    },
  })
}

/** Reaches every target through a tunnel (CONNECT) of one HTTP proxy; login and password may stand in the proxy's URL. */
export class ProxyAgent extends http.Agent {
  /** Set in place of the prototype's `http:`: Node compares it with the protocol of the request. */
  protocol: string
  defaultPort: number
  readonly #proxy: URL
  readonly #secure: boolean

  constructor(proxy: URL, secure: boolean) {
    super({ keepAlive: true, timeout: 8_000, maxFreeSockets: 256 })
    this.protocol = secure ? 'https:' : 'http:'
    this.defaultPort = secure ? 443 : 80
    this.#proxy = proxy
    this.#secure = secure
  }

  /** Node's hook: `opened` gets a connection over which the request can be written at once. */
  override createConnection(options: http.ClientRequestArgs, opened: Opened): undefined {
    const host = options.host ?? ''
    const request = tunnelRequest(this.#proxy, `${host}:${options.port ?? this.defaultPort}`)
    request.once('error', (error) => opened(error))
    request.once('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy()
        opened(new ProxyRefusal(response.statusCode))
      } else if (this.#secure) this.#secured(socket, host, opened)
      else opened(null, socket)
    })
    request.end()
    return undefined
  }

  #secured(socket: Duplex, host: string, opened: Opened): void {
    const secure = tls.connect({ socket, host, servername: isIP(host) === 0 ? host : '' }, () => {
      secure.off('error', opened)
      opened(null, secure)
    })
    secure.once('error', opened)
  }
}
