import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fakeToken, startFakeTelegram } from '../fakes/telegram-server.ts'
import { WebVisitor } from '../fakes/web-visitor.ts'
import { ownDatabase, runCommand, startProcess } from './service.ts'

/** Strings that stand nowhere else. The words in front make the service act; only what is here must not show. */
const canaries = {
  token: fakeToken.split(':')[1] ?? '',
  text: '金丝雀井盖坏了',
  name: '欧阳金雀',
  phone: '13987650432',
  idNumber: '532331194505121234',
  password: 'canary-password-山水',
  code: 'CANARY2345',
}

const waiting = { timeout: 10_000, interval: 50 }

/** Every file of a folder, as bytes read one to one. */
function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path).toString('utf8'))
}

test('secrets and personal words stand in no log, probe or error reply, and unsealed in no file', async () => {
  const server = await startFakeTelegram()
  onTestFinished(() => server.stop())
  const bot = server.bot()
  const env: Record<string, string> = {
    ...(await ownDatabase()),
    TELEGRAM_TOKEN: fakeToken,
    TELEGRAM_API_ROOT: server.apiRoot,
  }
  const add = ['staff', 'add', '--login', 'li', '--name', '李明', '--role', 'center_supervisor']
  const added = await runCommand(add, env, `${canaries.password}\n`)
  const { out } = await runCommand(['staff', 'token', '--login', 'li'], env)
  const apiToken = out.trim()
  const service = await startProcess(env)
  onTestFinished(() => service.kill())
  const seen: string[] = [added.out + added.err]

  // Telegram: all goes well, then the platform fails in every way while words are under way.
  const words = `投诉：${canaries.text}，我叫${canaries.name}，广通，${canaries.phone}，身份证${canaries.idNumber}`
  bot.text(1, words)
  bot.voice(1)
  bot.text(2, `/start ${canaries.code}`)
  bot.push({ message: { text: words } })
  await vi.waitFor(() => expect(bot.sends.length).toBeGreaterThan(2), waiting)
  const description = `Bad Request: ${words} ${fakeToken}`
  bot.faults.next(
    'sendMessage',
    { kind: 'answer', code: 400, description },
    { kind: 'broken', body: `${words} bot${fakeToken}` },
    { kind: 'answer', code: 403, description },
    { kind: 'cut-after' },
  )
  for (const chat of [11, 12, 13, 14]) bot.text(chat, words)
  await vi.waitFor(
    () => expect(service.output().match(/send-not-accepted/g)?.length).toBeGreaterThan(3),
    waiting,
  )
  bot.faults.next(
    'getUpdates',
    { kind: 'broken', body: words },
    { kind: 'answer', code: 401, description },
  )
  server.breakConnections()
  await vi.waitFor(() => expect(service.output()).toContain('needs-login'), waiting)

  // The page and the API: right, wrong and broken requests.
  const visitor = new WebVisitor(service.address)
  await visitor.send({ text: words })
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(`${service.address}${path}`, init)
    const text = await response.text()
    if (response.status >= 400) seen.push(text)
    return response.status
  }
  const json = { 'content-type': 'application/json', origin: service.address }
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', body, headers: { ...json, ...headers } })
  const signedIn = { authorization: `Bearer ${apiToken}` }
  const statuses = [
    await post(
      '/api/v1/session',
      JSON.stringify({ login: canaries.name, password: canaries.password }),
    ),
    await post('/api/v1/session', `{"login": "${canaries.name}`),
    await post(
      '/api/v1/petitions',
      JSON.stringify({ content: words, phone: canaries.phone }),
      signedIn,
    ),
    await post(
      `/api/v1/petitions/${canaries.phone}/answer`,
      JSON.stringify({ answer: words }),
      signedIn,
    ),
    await send(`/api/v1/petitions?cursor=${encodeURIComponent(words)}`, { headers: signedIn }),
    await send(`/api/v1/${encodeURIComponent(words)}`, {
      headers: { authorization: `Bearer ${fakeToken}` },
    }),
    await send(`/${encodeURIComponent(words)}`, {}),
    await post('/chat/messages', `{"text": "${words}`),
    await post('/chat/messages', JSON.stringify({ clientId: words, text: words })),
  ]
  expect(statuses).toEqual([401, 400, 400, 404, 400, 404, 404, 400, 400])

  for (const path of ['/readyz', '/metrics', '/healthz']) {
    seen.push(await (await fetch(`${service.address}${path}`)).text())
  }
  seen.push((await runCommand(['doctor'], env)).out)
  const busy = await runCommand([], {
    ...env,
    PORT: new URL(service.address).port,
    ROLES: fakeToken,
  })
  seen.push(busy.out + busy.err)
  expect(await service.stop()).toBe(0)
  seen.push(service.output())

  // Names are kept as they are, so that staff can search them; the rest is sealed.
  const files = filesBelow(env['DATA_DIR'] ?? '')
  for (const [what, canary] of Object.entries({ ...canaries, apiToken })) {
    const places = what === 'name' ? seen : [...seen, ...files]
    const where = places.filter((text) => text.includes(canary)).map((text) => text.slice(0, 300))
    expect([what, ...where]).toEqual([what])
  }
}, 60_000)
