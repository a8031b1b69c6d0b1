import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { chatId, rig, startedRig } from './telegram-support.ts'

/** An HTTP proxy that opens tunnels (or answers `status`) and notes who asked for what. */
async function startProxy(status = 200): Promise<{ root: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer().on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? '-'}`)
    socket.on('error', () => socket.destroy())
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      return
    }
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { root: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

test('polls and sends go through the proxy, with its login, and share tunnels', async () => {
  const proxy = await startProxy()
  const { server, bot, received, send } = await startedRig({
    proxy: `http://li:p%40ss@${proxy.root}`,
  })
  bot.text(chatId, '您好')
  await vi.waitFor(() => expect(received).toHaveLength(1))
  for (let n = 0; n < 20; n += 1)
    expect(await send(chatId, '在')).toMatchObject({ state: 'accepted' })
  const login = Buffer.from('li:p@ss').toString('base64')
  expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${server.port} Basic ${login}`]))
  expect(proxy.asked.length).toBeLessThanOrEqual(3)
})

test.each([
  403, 407, 502,
])('a proxy that answers %i lets nothing out: refused, told', async (status) => {
  const proxy = await startProxy(status)
  const { channel, send } = await startedRig({ proxy: `http://${proxy.root}` })
  expect(await send(chatId, '您好')).toEqual({ state: 'refused', why: 'offline' })
  await vi.waitFor(() => expect(channel.health().note).toContain(`EPROXY${status}`))
  expect(proxy.asked[0]).toMatch(/ -$/)
})

test('a proxy that is not there lets nothing out', async () => {
  const { send } = await rig({ proxy: 'http://127.0.0.1:1' })
  expect(await send(chatId, '您好')).toEqual({ state: 'refused', why: 'offline' })
})

test('behind the proxy a target that is not Telegram ends before anything is written', async () => {
  const proxy = await startProxy()
  const made = await rig({ apiRoot: 'https://127.0.0.1:1', proxy: `http://${proxy.root}` })
  expect(await made.send(chatId, '您好')).toEqual({ state: 'refused', why: 'offline' })
})

test('through the proxy, TLS to something that speaks none is refused', async () => {
  const proxy = await startProxy()
  const plain = await rig()
  const secured = plain.server.apiRoot.replace('http:', 'https:')
  const made = await rig({ apiRoot: secured, proxy: `http://${proxy.root}` })
  expect(await made.send(chatId, '您好')).toEqual({ state: 'refused', why: 'offline' })
})
