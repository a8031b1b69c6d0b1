import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
} from 'node:http2'
import { createServer as createTcpServer, type Server } from 'node:net'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { probe } from '../../../../bot/channels/wechat/probe.ts'
import { makeCertificates } from '../../../fakes/certificates.ts'
import { freePort } from '../../../fakes/free-port.ts'

const name = 'wechat.example'
const token = `${name}_CANARY`
const own = makeCertificates(name)

let seen: IncomingHttpHeaders[] = []
beforeEach(() => {
  seen = []
})

async function listening(server: Server | Http2Server): Promise<string> {
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${port}`
}

/** A server that answers every call with a gRPC status, as a gateway does. */
function gateway(server: Http2Server, status: string): Http2Server {
  return server.on('stream', (stream, headers) => {
    seen.push(headers)
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status })
    stream.end()
  })
}

const secure = (status: string) =>
  gateway(createSecureServer({ cert: own.cert, key: own.key }), status)

test.each([
  ['0', undefined],
  ['12', undefined],
  ['16', 'token-refused'],
])('plain text, status %s: %s', async (status, trouble) => {
  const endpoint = await listening(gateway(createServer(), status))
  expect(await probe({ endpoint, token, insecure: true }, 1_000)).toBe(trouble)
  expect(seen).toMatchObject([
    { ':path': '/wechaty.Puppet/Version', authorization: `Wechaty ${token}` },
  ])
})

test('a certificate of our authority gets the token', async () => {
  const endpoint = await listening(secure('16'))
  const settings = { endpoint, token, insecure: false, tlsCaCert: own.ca }
  expect(await probe(settings, 1_000)).toBe('token-refused')
  expect(seen).toMatchObject([{ authorization: `Wechaty ${token}` }])
})

test('a certificate that proves nothing gets no token, and its refusal says nothing', async () => {
  const endpoint = await listening(secure('16'))
  expect(await probe({ endpoint, token, insecure: false }, 1_000)).toBeUndefined()
  expect(JSON.stringify(seen)).not.toContain('CANARY')
})

test.each([
  ['another authority', makeCertificates(name).ca, token],
  ['another name', own.ca, 'other.example_CANARY'],
])('a certificate of %s is refused before anything is said', async (_, tlsCaCert, given) => {
  const endpoint = await listening(secure('0'))
  const settings = { endpoint, token: given, insecure: false, tlsCaCert }
  expect(await probe(settings, 1_000)).toBe('tls-refused')
  expect(seen).toEqual([])
})

test('nobody listens', async () => {
  const endpoint = `127.0.0.1:${await freePort()}`
  expect(await probe({ endpoint, token, insecure: true }, 1_000)).toBe('unreachable')
})

test.each([
  ['says nothing', createTcpServer((socket) => void socket.resume())],
  ['hangs up', createTcpServer((socket) => void socket.destroy())],
  ['speaks something else', createTcpServer((socket) => void socket.end('SSH-2.0-x\r\n'))],
])('somebody listens who %s', async (_, server) => {
  const endpoint = await listening(server)
  expect(await probe({ endpoint, token, insecure: true }, 300)).toBe('unreachable')
})
