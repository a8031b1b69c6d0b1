import { expect, test } from 'vitest'
import { hashPassword } from '../../admin/password.ts'
import { hashSecret, newSecret } from '../../admin/secret.ts'
import { issueToken } from '../../db/access/api-token.ts'
import { sessions } from '../../db/access/session.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { disableStaff, operator, resetPassword } from '../../db/ledgers/staff-acts.ts'
import { makeStaff } from '../support.ts'
import { signInAs, type TestServer, testServer } from './support.ts'

const password = '春风又绿江南岸2026'
const hashed = hashPassword(password)

const makeMember = async ({ store }: TestServer, values: Partial<Staff> = {}) =>
  makeStaff(store, { login: 'li.ming', passwordHash: await hashed, ...values })

const signIn = ({ server }: TestServer, login: string, pass: string, headers = {}) =>
  server.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers,
    payload: { login, password: pass },
  })

/** Cookie header of a reply that set one. */
const cookieOf = (reply: { cookies: readonly { name: string; value: string }[] }) =>
  reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')

test('a right password opens a session whose cookie scripts cannot read', async () => {
  const site = await testServer()
  const member = await makeMember(site)
  const reply = await signIn(site, 'li.ming', password)
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toEqual({
    staff: {
      id: member.id,
      login: 'li.ming',
      name: '李明',
      role: 'station_clerk',
      stationId: 'guangtong',
    },
    csrf: expect.stringMatching(/^[\w-]{43}$/),
  })
  expect(reply.cookies).toEqual([
    expect.objectContaining({ name: 'sid', httpOnly: true, sameSite: 'Strict', path: '/' }),
  ])
  const who = await site.server.inject({
    url: '/api/v1/session',
    headers: { cookie: cookieOf(reply) },
  })
  expect(who.json()).toEqual(reply.json())
})

test('over TLS the cookie is tied to the host', async () => {
  const site = await testServer({
    config: { secureCookies: true, publicUrl: 'https://tuiguan.example' },
  })
  await makeMember(site)
  const reply = await signIn(site, 'li.ming', password)
  expect(reply.cookies).toEqual([expect.objectContaining({ name: '__Host-sid', secure: true })])
  expect(reply.headers['strict-transport-security']).toMatch(/max-age/)
})

test('the database keeps no session id that could be used', async () => {
  const site = await testServer()
  await makeMember(site)
  const reply = await signIn(site, 'li.ming', password)
  const secret = reply.cookies[0]?.value ?? ''
  const rows = await site.store.read.select().from(sessions)
  expect(rows.map((row) => row.hash)).toEqual([hashSecret(secret)])
  expect(JSON.stringify(rows)).not.toContain(secret)
})

test('signing in again ends the session one came with', async () => {
  const site = await testServer()
  await makeMember(site)
  const first = cookieOf(await signIn(site, 'li.ming', password))
  const second = cookieOf(await signIn(site, 'li.ming', password, { cookie: first }))
  const status = async (cookie: string) =>
    (await site.server.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode
  expect(second).not.toBe(first)
  expect(await status(first)).toBe(401)
  expect(await status(second)).toBe(200)
})

test.each([
  ['a wrong password', 'li.ming', '错的密码'],
  ['an unknown login', 'nobody', password],
  ['a login in other letters', 'LI.MING', password],
])('%s gets the same refusal', async (_, login, pass) => {
  const site = await testServer()
  await makeMember(site)
  const reply = await signIn(site, login, pass)
  expect(reply.statusCode).toBe(401)
  expect(reply.json()).toEqual({ code: 'wrong_login', message: '登录名或密码不对。' })
  expect(reply.cookies).toEqual([])
})

test('guessing ends after ten tries, even at once, even with the right word among them', async () => {
  const site = await testServer()
  await makeMember(site)
  const guesses = Array.from({ length: 10 }, (_, index) => `猜测密码${index}`)
  const wrong = await Promise.all(guesses.map((guess) => signIn(site, 'li.ming', guess)))
  expect(wrong.map((reply) => reply.statusCode)).toEqual(Array(10).fill(401))
  const late = await signIn(site, 'li.ming', password)
  expect(late.statusCode).toBe(429)
  expect(late.json()).toEqual({ code: 'too_many', message: '尝试次数太多，请 15 分钟后再试。' })
  site.clock.now += 15 * 60_000 + 1
  expect((await signIn(site, 'li.ming', password)).statusCode).toBe(200)
})

test('one address cannot try many logins', async () => {
  const site = await testServer()
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, index) => signIn(site, `login${index}`, '猜')),
  )
  const refused = replies.filter((reply) => reply.statusCode === 429)
  expect(refused).toHaveLength(10)
})

test('right passwords are not counted as tries', async () => {
  const site = await testServer()
  await makeMember(site)
  for (let round = 0; round < 12; round++)
    expect((await signIn(site, 'li.ming', password)).statusCode).toBe(200)
})

test('requests without a sign-in are limited per minute and address', async () => {
  const site = await testServer()
  const ask = () => site.server.inject({ url: '/api/v1/petitions' })
  for (let asked = 0; asked < 300; asked++) expect((await ask()).statusCode).toBe(401)
  const refused = await ask()
  expect(refused.statusCode).toBe(429)
  expect(refused.json()).toEqual({ code: 'too_many', message: '操作太频繁，请过一会儿再试。' })
  const member = await signInAs(site, await makeMember(site))
  expect((await member('GET', '/petitions')).statusCode).toBe(200)
})

test('a session ends after half an hour without use, and twelve hours with it', async () => {
  const site = await testServer()
  const ask = await signInAs(site, await makeMember(site))
  const minutes = async (count: number) => {
    site.clock.now += count * 60_000
    return (await ask('GET', '/session')).statusCode
  }
  expect(await minutes(29)).toBe(200)
  expect(await minutes(29)).toBe(200)
  expect(await minutes(31)).toBe(401)
  const worker = await signInAs(site, await makeMember(site, { login: 'b' }))
  for (let half = 0; half < 28; half++) {
    site.clock.now += 25 * 60_000
    expect((await worker('GET', '/session')).statusCode).toBe(200)
  }
  site.clock.now += 25 * 60_000
  expect((await worker('GET', '/session')).statusCode).toBe(401)
})

test('signing out ends the session on the server', async () => {
  const site = await testServer()
  const ask = await signInAs(site, await makeMember(site))
  expect((await ask('DELETE', '/session')).statusCode).toBe(204)
  expect((await ask('GET', '/session')).statusCode).toBe(401)
})

test.each([
  ['disabling', disableStaff],
  [
    'a new password',
    async (...[tx, id, manager, now]: Parameters<typeof disableStaff>) =>
      resetPassword(tx, id, 'hash', manager, now),
  ],
])('%s ends sessions and tokens at once', async (_, act) => {
  const site = await testServer()
  const member = await makeMember(site)
  const ask = await signInAs(site, member)
  const token = newSecret()
  await site.store.tx((tx) =>
    issueToken(tx, { staffId: member.id, hash: hashSecret(token), days: 1 }, site.clock.now),
  )
  const byToken = () =>
    site.server.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${token}` } })
  expect((await ask('GET', '/session')).statusCode).toBe(200)
  expect((await byToken()).statusCode).toBe(200)
  await site.store.tx((tx) => act(tx, member.id, operator, site.clock.now))
  expect((await ask('GET', '/session')).statusCode).toBe(401)
  expect((await byToken()).statusCode).toBe(401)
})

test('a token writes without a CSRF token, and ends on its day', async () => {
  const site = await testServer()
  const member = await makeMember(site)
  const token = newSecret()
  await site.store.tx((tx) =>
    issueToken(tx, { staffId: member.id, hash: hashSecret(token), days: 1 }, site.clock.now),
  )
  const register = () =>
    site.server.inject({
      method: 'POST',
      url: '/api/v1/petitions',
      headers: { authorization: `Bearer ${token}` },
      payload: { source: 'letter', kind: 'help', content: '请帮忙', name: '张桂英' },
    })
  expect((await register()).statusCode).toBe(201)
  site.clock.now += 86_400_000
  expect((await register()).statusCode).toBe(401)
})

const write = (cookie: string, headers: Record<string, string>) => ({
  method: 'POST' as const,
  url: '/api/v1/petitions',
  headers: { cookie, host: 'tuiguan.example', ...headers },
  payload: { source: 'letter', kind: 'help', content: '请帮忙', name: '张桂英' },
})

test.each([
  ['without a token', {}, 403, 'csrf'],
  ['with a wrong token', { 'csrf-token': 'x'.repeat(43) }, 403, 'csrf'],
  ['from another page', { origin: 'https://evil.example' }, 403, 'wrong_origin'],
  ['from a sandboxed page', { origin: 'null' }, 403, 'wrong_origin'],
  ['from its own page', { origin: 'http://tuiguan.example' }, 201, undefined],
  ['from its public address', { origin: 'https://care.example' }, 201, undefined],
])('a write with the cookie %s answers as it must', async (_, headers, status, code) => {
  const site = await testServer({
    config: { publicUrl: 'https://care.example/' },
  })
  await makeMember(site)
  const session = await signIn(site, 'li.ming', password)
  const own: Record<string, string> = { 'csrf-token': session.json().csrf }
  const given = code === 'csrf' ? headers : { ...own, ...headers }
  const reply = await site.server.inject(write(cookieOf(session), given))
  expect([reply.statusCode, reply.json().code]).toEqual([status, code])
})

test('another page cannot sign a browser in', async () => {
  const site = await testServer()
  await makeMember(site)
  const reply = await signIn(site, 'li.ming', password, { origin: 'https://evil.example' })
  expect(reply.statusCode).toBe(403)
})
