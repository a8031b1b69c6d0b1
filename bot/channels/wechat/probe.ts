import { type ClientHttp2Session, connect, constants } from 'node:http2'
import type { LinkSettings, LinkTrouble } from './protocol.ts'

const emptyGrpcMessage = Buffer.alloc(5)
const UNAUTHENTICATED = '16'

function open({ endpoint, token, tlsCaCert, insecure }: LinkSettings): ClientHttp2Session {
  if (insecure) return connect(`http://${endpoint}`)
  const servername = token.slice(0, token.indexOf('_'))
  const trust = tlsCaCert === undefined ? { rejectUnauthorized: false } : { ca: tlsCaCert }
  return connect(`https://${endpoint}`, { servername, ...trust })
}

/** The token goes only to a gateway whose certificate was checked, or where the operator chose plain text. */
function headers({ token, tlsCaCert, insecure }: LinkSettings): Record<string, string> {
  const proved = insecure || tlsCaCert !== undefined
  return {
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: '/wechaty.Puppet/Version',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(proved ? { authorization: `Wechaty ${token}` } : {}),
  }
}

const refusedByTls = (error: { code?: string }): boolean =>
  /CERT|ERR_TLS|ERR_SSL|SELF_SIGNED|UNABLE_TO/.test(error.code ?? '')

/**
 * Asks the gateway for its version with nothing but node:http2: tells within `ms` milliseconds whether it answers and takes the token,
 * before the 80 MB of the library are loaded for it. A frozen gateway accepts connections and answers nothing. Undefined: all is well.
 */
export async function probe(settings: LinkSettings, ms: number): Promise<LinkTrouble | undefined> {
  const session = open(settings)
  try {
    return await new Promise((resolve) => {
      const unreachable = () => resolve('unreachable')
      session.setTimeout(ms, unreachable)
      session.once('error', (error) => resolve(refusedByTls(error) ? 'tls-refused' : 'unreachable'))
      session.once('close', unreachable)
      const request = session.request(headers(settings))
      const judge = (fields: Record<string, unknown>) => {
        if (fields['grpc-status'] === undefined) return
        const refused =
          fields['grpc-status'] === UNAUTHENTICATED && 'authorization' in headers(settings)
        resolve(refused ? 'token-refused' : undefined)
      }
      request.once('response', judge)
      request.once('trailers', judge)
      // The session's own error says more, and comes after this one.
      request.once('error', () => setImmediate(unreachable))
      request.resume()
      request.end(emptyGrpcMessage)
    })
  } finally {
    session.on('error', () => undefined)
    session.destroy()
  }
}
