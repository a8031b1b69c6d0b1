import http from 'node:http'
import { isIP, type Socket } from 'node:net'
import tls from 'node:tls'
import type { buildConnector } from 'undici'

/** The proxy answered something else than 200. `code` carries its status. */
class ProxyRefusal extends Error {
  readonly code: string
  constructor(status: number | undefined) {
    super('the proxy opened no tunnel')
    this.code = `EPROXY${status ?? ''}`
  }
}

/** How long a proxy may take to open a tunnel, ms. */
const openMs = 10_000

/** The proxy took too long. */
class ProxyTimeout extends Error {
  readonly code = 'ETIMEDOUT'
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

function secured(socket: Socket, host: string, opened: buildConnector.Callback): void {
  const servername = isIP(host) === 0 ? host : ''
  const fail = (error: Error): void => opened(error, null)
  const secure = tls.connect({ socket, host, servername }, () => {
    secure.off('error', fail)
    opened(null, secure)
  })
  secure.once('error', fail)
}

/**
 * Makes connections that reach every target through a tunnel (CONNECT) of one HTTP proxy; login and password may stand in the
 * proxy's URL.
 */
export function tunnel(proxy: URL): buildConnector.connector {
  return ({ hostname, port, protocol }, opened) => {
    const secure = protocol === 'https:'
    const request = tunnelRequest(proxy, `${hostname}:${port || (secure ? 443 : 80)}`)
    request.setTimeout(openMs, () => request.destroy(new ProxyTimeout('no tunnel')))
    request.once('error', (error) => opened(error, null))
    request.once('connect', (response, socket: Socket) => {
      socket.setTimeout(0)
      if (response.statusCode !== 200) {
        socket.destroy()
        opened(new ProxyRefusal(response.statusCode), null)
      } else if (secure) secured(socket, hostname, opened)
      else opened(null, socket)
    })
    request.end()
  }
}
