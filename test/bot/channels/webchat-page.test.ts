import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { pageRoutes } from '../../../bot/channels/webchat/page-files.ts'
import { makeVisitors, visitorId } from '../../../bot/channels/webchat/visitor.ts'

const folder = 'bot/chat-page'
const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

function served(secure = false) {
  const app = Fastify()
  pageRoutes(app, makeVisitors({ secure }))
  onTestFinished(() => app.close())
  return app
}

test('the page gives a browser a random key that scripts cannot read, for a year', async () => {
  const keys = new Set<string>()
  for (let n = 0; n < 20; n++) {
    const cookie = String((await served().inject('/')).headers['set-cookie'])
    const [, key = '', attributes] = /^tuiguan_chat=([\w-]{43}); (.*)$/.exec(cookie) ?? []
    expect(attributes).toBe('Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax')
    keys.add(key)
  }
  expect(keys.size).toBe(20)
})

test('over HTTPS the key travels encrypted only', async () => {
  const response = await served(true).inject('/')
  expect(response.headers['set-cookie']).toMatch(/; Secure$/)
})

const key = 'k'.repeat(43)
test.each([
  ['none', undefined, true],
  ['its own', `tuiguan_chat=${key}`, false],
  ['its own among others', `a=b; tuiguan_chat=${key}; c=d`, false],
  ['one that is too short', `tuiguan_chat=${key.slice(1)}`, true],
  ['one that is too long', `tuiguan_chat=${key}k`, true],
  ['one of another name', `x-tuiguan_chat=${key}`, true],
])('a browser with %s key gets a new one: %s, %s', async (_what, cookie, given) => {
  const headers = cookie === undefined ? {} : { cookie }
  const response = await served().inject({ url: '/', headers })
  expect(response.headers['set-cookie'] !== undefined).toBe(given)
})

test('the id of a visitor is the same for the same key, and says nothing of it', () => {
  expect(visitorId(key)).toBe(visitorId(key))
  expect(visitorId(key)).toMatch(/^[0-9a-f]{32}$/)
  expect(visitorId(key)).not.toBe(visitorId(`${key.slice(1)}x`))
})

test('everything the page asks for is served, and nothing else', async () => {
  const app = served()
  const page = (await app.inject('/')).body
  const imports = scripts.flatMap((name) => [...read(name).matchAll(/from '\.\/(.+?)'/g)])
  const wanted = [
    ...[...page.matchAll(/(?:src|href)="(\/.+?)"/g)].map((match) => match[1] ?? ''),
    ...imports.map((match) => `/chat/assets/${match[1]}`),
  ]
  expect(wanted.length).toBeGreaterThan(15)
  for (const url of wanted) expect((await app.inject(url)).statusCode).toBe(200)
  for (const url of ['/chat/assets/..%2findex.html', '/chat/assets/none.js', '/chat/assets/']) {
    expect((await app.inject(url)).statusCode).toBe(404)
  }
})

test('what did not change is not sent again', async () => {
  const app = served()
  const first = await app.inject('/chat/assets/chat.css')
  expect(first.headers['content-type']).toBe('text/css; charset=utf-8')
  const headers = { 'if-none-match': String(first.headers.etag) }
  const again = await app.inject({ url: '/chat/assets/chat.css', headers })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test('only files of this server run, and the page holds no script or style of its own', async () => {
  const { headers, body } = await served().inject('/')
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).not.toContain('unsafe')
  expect(body).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/)
})

test('the page can be zoomed and says what language it is in', async () => {
  const { body } = await served().inject('/')
  expect(body).toContain('<html lang="zh-CN">')
  expect(body).not.toMatch(/user-scalable|maximum-scale/)
})

test.each(scripts)('%s runs in Chrome 80 and puts text in as text only', async (name) => {
  const source = read(name)
  const plain = async (target: string) => (await transform(source, { target })).code
  expect(await plain('es2020')).toBe(await plain('esnext'))
  expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/)
  expect(source).not.toMatch(/\.at\(-|replaceAll|structuredClone|randomUUID|replaceChildren/)
})
