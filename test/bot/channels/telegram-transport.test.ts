import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Transport } from '../../../bot/channels/telegram-transport.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers as it is told, a transport to it, and how many connections it took. */
async function serving(answer: Answer) {
  const server = createServer(answer)
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const transport = new Transport(`${root}/below/`, undefined)
  onTestFinished(async () => {
    await transport.destroy()
    server.close()
    server.closeAllConnections()
  })
  return { transport, connections: () => connections }
}

const deadlineMs = 5_000
const echo: Answer = (request, response) => void request.pipe(response)
const silent: Answer = () => undefined
const post = (body: string, rest = {}) => ({
  path: '/say',
  method: 'POST' as const,
  body,
  deadlineMs,
  ...rest,
})

describe('one exchange', () => {
  test('brings the body back, whatever its status and however it was cut into pieces', async () => {
    const words = '您的来信收到了。'.repeat(2_000)
    const { transport } = await serving((_, response) => {
      response.statusCode = 418
      const bytes = Buffer.from(words)
      for (let at = 0; at < bytes.length; at += 1_001)
        response.write(bytes.subarray(at, at + 1_001))
      response.end()
    })
    expect(await transport.exchange({ path: '/', deadlineMs })).toBe(words)
  })

  test('two hundred side by side come back each with its own', async () => {
    const { transport } = await serving(echo)
    const bodies = Array.from({ length: 200 }, (_, n) => `第${n}句`)
    const answers = await Promise.all(bodies.map((body) => transport.exchange(post(body))))
    expect(answers).toEqual(bodies)
  })

  test('more than the connections allow wait, and none is lost', async () => {
    const { transport, connections } = await serving(echo)
    const bodies = Array.from({ length: 600 }, (_, n) => String(n))
    const answers = await Promise.all(bodies.map((body) => transport.exchange(post(body))))
    expect(answers).toEqual(bodies)
    expect(connections()).toBeLessThanOrEqual(256)
  })

  test('given up before it began it was not written', async () => {
    const { transport, connections } = await serving(echo)
    const signal = AbortSignal.abort()
    const call = transport.exchange(post('x', { signal }))
    await expect(call).rejects.toMatchObject({ code: 'EABORTED', written: false })
    expect(connections()).toBe(0)
  })

  test('given up while it runs it may have been written, and the next goes on', async () => {
    const stop = new AbortController()
    const { transport } = await serving((request, response) => {
      if (request.url === '/say') stop.abort()
      else echo(request, response)
    })
    const call = transport.exchange(post('x', { signal: stop.signal }))
    await expect(call).rejects.toMatchObject({ code: 'EABORTED', written: true })
    expect(await transport.exchange({ ...post('y'), path: '/next' })).toBe('y')
  })

  test('without an answer it ends by its deadline', async () => {
    const { transport } = await serving(silent)
    const call = transport.exchange(post('x', { deadlineMs: 60 }))
    await expect(call).rejects.toMatchObject({ code: 'ETIMEDOUT', written: true })
  })

  test('where nobody listens nothing was written', async () => {
    const transport = new Transport('http://127.0.0.1:1', undefined)
    onTestFinished(() => transport.destroy())
    const call = transport.exchange(post('x'))
    await expect(call).rejects.toMatchObject({ code: 'ECONNREFUSED', written: false })
  })

  test('an answer that breaks off is a lost connection', async () => {
    const { transport } = await serving((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    const call = transport.exchange(post('x'))
    await expect(call).rejects.toMatchObject({ code: 'ECONNRESET', written: true })
  })

  test('an error says nothing of the address, which carries the token', async () => {
    const { transport } = await serving((request) => request.socket.destroy())
    const error: unknown = await transport
      .exchange({ ...post('x'), path: '/bot4242:secret/sendMessage' })
      .catch((caught: unknown) => caught)
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret')
  })
})

describe('idle connections that are dropped', () => {
  test('leave a request under way alone, and the next opens one of its own', async () => {
    let go = (): void => undefined
    const { transport, connections } = await serving((request, response) => {
      if (request.url === '/slow') go = () => void response.end('late')
      else response.end('soon')
    })
    const slow = transport.exchange({ path: '/slow', deadlineMs })
    await vi.waitFor(() => expect(connections()).toBe(1))
    transport.dropIdle()
    expect(await transport.exchange({ path: '/', deadlineMs })).toBe('soon')
    expect(connections()).toBe(2)
    go()
    expect(await slow).toBe('late')
  })
})

describe('an answer as a stream', () => {
  test('comes whole, with its status', async () => {
    const bytes = Buffer.alloc(3_000_000, 'voice')
    const { transport } = await serving((_, response) => {
      response.statusCode = 206
      response.end(bytes)
    })
    const { status, body } = await transport.stream({ path: '/', deadlineMs })
    expect(status).toBe(206)
    expect((await buffer(body)).equals(bytes)).toBe(true)
  })

  test('is read no faster than it is used', async () => {
    let written = 0
    const chunk = Buffer.alloc(64 * 1024)
    const { transport } = await serving((_, response) => {
      const more = (): void => {
        while (written < 400) {
          written += 1
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    const { body } = await transport.stream({ path: '/', deadlineMs })
    let seen = 0
    await vi.waitFor(() => {
      const before = seen
      seen = written
      expect(before).toBeGreaterThan(0)
      expect(written).toBe(before)
    })
    expect(written).toBeLessThan(400)
    expect((await buffer(body)).length).toBe(400 * chunk.length)
  })

  test('that is given up ends for its reader and lets the connection go', async () => {
    const stop = new AbortController()
    let gone = false
    const { transport } = await serving((_, response) => {
      response.once('close', () => {
        gone = true
      })
      response.write('begun')
    })
    const { body } = await transport.stream({ path: '/', deadlineMs, signal: stop.signal })
    const reading = buffer(body)
    stop.abort()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    await vi.waitFor(() => expect(gone).toBe(true))
  })

  test('that nobody wants lets the connection go', async () => {
    let gone = false
    const { transport } = await serving((_, response) => {
      response.once('close', () => {
        gone = true
      })
      response.write('begun')
    })
    const { body } = await transport.stream({ path: '/', deadlineMs })
    body.destroy()
    await vi.waitFor(() => expect(gone).toBe(true))
  })

  test.each([
    ['that does not begin', silent],
    ['that stands still', ((_, response) => void response.write('begun')) satisfies Answer],
  ])('%s ends by the deadline', { timeout: 20_000 }, async (_, answer) => {
    const { transport } = await serving(answer)
    const read = async () => {
      const { body } = await transport.stream({ path: '/', deadlineMs: 300 })
      return buffer(body)
    }
    await expect(read()).rejects.toMatchObject({
      code: expect.stringMatching(/^(ETIMEDOUT|UND_ERR_BODY_TIMEOUT)$/) as string,
    })
  })

  test('given up before it begins is refused', async () => {
    const { transport } = await serving(silent)
    const stop = new AbortController()
    const call = transport.stream({ path: '/', deadlineMs, signal: stop.signal })
    stop.abort()
    await expect(call).rejects.toMatchObject({ code: 'EABORTED' })
  })
})
