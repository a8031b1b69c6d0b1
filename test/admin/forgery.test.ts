import { describe, expect, test } from 'vitest'
import { routeTable } from '../../admin/route-table.ts'
import { hashSecret, newSecret } from '../../admin/secret.ts'
import type { RouteEntry } from '../../admin/types.ts'
import { issueToken } from '../../db/access/api-token.ts'
import { openSession, sessionIdleMs, sessionMostMs, sessions } from '../../db/access/session.ts'
import { auditEntries } from '../../db/audit.ts'
import { type Role, roles } from '../../policy/role.ts'
import { makeStaff } from '../support.ts'
import { expectRefusal } from './refusal.ts'
import { type TestServer, testServer } from './support.ts'

type Method = 'POST' | 'PATCH' | 'DELETE'

/** Routes that change something, below the API and for people who are signed in. */
const writing = (site: TestServer): RouteEntry[] =>
  routeTable(site.server).filter(
    ({ url, method, roles: access }) =>
      url.startsWith('/api/v1/') &&
      method !== 'GET' &&
      access !== 'anyone' &&
      url !== '/api/v1/session',
  )

interface Way {
  readonly cookie?: string
  readonly authorization?: string
  readonly csrf?: string
}

/** A session and a token of one member. */
async function waysOf(site: TestServer, role: Role): Promise<{ session: Way; token: Way }> {
  const stationId = role.startsWith('station') ? 'guangtong' : null
  const member = await makeStaff(site.store, { role, stationId })
  const [secret, csrf, token] = [newSecret(), newSecret(), newSecret()]
  const { now } = site.clock
  await site.store.tx(async (tx) => {
    await openSession(tx, { hash: hashSecret(secret), staffId: member.id, csrf }, now)
    await issueToken(tx, { staffId: member.id, hash: hashSecret(token), days: 1 }, now)
  })
  return { session: { cookie: `sid=${secret}`, csrf }, token: { authorization: `Bearer ${token}` } }
}

function send(
  site: TestServer,
  { url, method }: RouteEntry,
  headers: Readonly<Record<string, string>>,
) {
  return site.server.inject({
    // Cast: routes that write have these methods.
    method: method as Method,
    url: url.replaceAll(/:\w+/g, 'none'),
    headers: { 'content-type': 'application/json', ...headers },
    payload: '{}',
  })
}

const roleFor = ({ roles: access }: RouteEntry): Role =>
  access === 'anyone' || access === undefined ? 'sysadmin' : (access[0] ?? 'sysadmin')

/** Sends every writing route with headers made from the session of somebody who may use it. */
async function refusals(make: (way: Way) => Readonly<Record<string, string>>, code: string) {
  const site = await testServer()
  const ways = new Map<Role, Way>()
  for (const role of roles) ways.set(role, (await waysOf(site, role)).session)
  const before = await site.store.read.$count(auditEntries)
  const wrong: string[] = []
  for (const route of writing(site)) {
    const reply = await send(site, route, make(ways.get(roleFor(route)) ?? {}))
    if (reply.json().code !== code) wrong.push(`${route.method} ${route.url}: ${reply.body}`)
  }
  expect(await site.store.read.$count(auditEntries)).toBe(before)
  return wrong
}

const cookieOf = ({ cookie = '' }: Way) => ({ cookie })
const whole = ({ cookie = '', csrf = '' }: Way) => ({ cookie, 'csrf-token': csrf })

describe('every route that writes', () => {
  test.each<[string, (way: Way) => Readonly<Record<string, string>>]>([
    ['no token of the page', cookieOf],
    ['an empty token', (way) => ({ ...cookieOf(way), 'csrf-token': '' })],
    ['a made-up token', (way) => ({ ...cookieOf(way), 'csrf-token': newSecret() })],
    ['half a token', (way) => ({ ...cookieOf(way), 'csrf-token': (way.csrf ?? '').slice(0, 20) })],
    [
      'the session’s own secret',
      (way) => ({ ...cookieOf(way), 'csrf-token': (way.cookie ?? '').slice(4) }),
    ],
  ])('refuses a page with %s', async (_, make) => {
    expect(await refusals(make, 'csrf')).toEqual([])
  })

  test.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'https://localhost:81',
    'file://',
  ])('refuses a page of %s, although it has cookie and token', async (origin) => {
    expect(await refusals((way) => ({ ...whole(way), origin }), 'wrong_origin')).toEqual([])
  })

  test('refuses whoever is nobody, whatever they bring', async () => {
    for (const headers of [
      {},
      { cookie: 'sid=' },
      { cookie: `sid=${newSecret()}` },
      { cookie: 'sid=%00; other=1' },
      { authorization: 'Bearer' },
      { authorization: `Bearer ${newSecret()}` },
      { authorization: 'Basic YWRtaW46YWRtaW4=' },
      { authorization: `Bearer ${'x'.repeat(600)}` },
    ])
      expect(
        await refusals(() => headers as Readonly<Record<string, string>>, 'not_signed_in'),
      ).toEqual([])
  })

  test('refuses a token beside somebody’s cookie when the token is none', async () => {
    const make = (way: Way) => ({ ...whole(way), authorization: 'Bearer none' })
    expect(await refusals(make, 'not_signed_in')).toEqual([])
  })
})

describe('a way in', () => {
  const who = (site: TestServer, headers: Readonly<Record<string, string>>) =>
    site.server.inject({ url: '/api/v1/session', headers })

  test('by token needs no token of the page, and ends with its day', async () => {
    const site = await testServer()
    const { token } = await waysOf(site, 'center_supervisor')
    const headers = { authorization: token.authorization ?? '' }
    const [route] = writing(site).filter(({ url }) => url.endsWith('/petitions/:id/accept'))
    if (route === undefined) throw new Error('no such route')
    expectRefusal(await send(site, route, headers), 404)
    site.clock.now += 86_400_000 - 1
    expect((await who(site, headers)).statusCode).toBe(200)
    site.clock.now += 1
    expectRefusal(await who(site, headers), 401)
  })

  test.each([
    ['bearer', 200],
    ['BEARER', 200],
    ['Token', 401],
  ])('by token under the word %s: %i', async (word, status) => {
    const site = await testServer()
    const { token } = await waysOf(site, 'auditor')
    const authorization = (token.authorization ?? '').replace('Bearer', word)
    expect((await who(site, { authorization })).statusCode).toBe(status)
  })

  test('by cookie lives while it is used, half an hour each time, and twelve hours in all', async () => {
    const site = await testServer()
    const { session } = await waysOf(site, 'station_clerk')
    const status = async () => (await who(site, cookieOf(session))).statusCode
    const from = site.clock.now
    while (site.clock.now - from + sessionIdleMs - 1 < sessionMostMs) {
      site.clock.now += sessionIdleMs - 1
      expect(await status()).toBe(200)
    }
    site.clock.now = from + sessionMostMs
    expect(await status()).toBe(401)
  })

  test('by cookie that nobody used for half an hour is over', async () => {
    const site = await testServer()
    const { session } = await waysOf(site, 'station_clerk')
    site.clock.now += sessionIdleMs
    expectRefusal(await who(site, cookieOf(session)), 401)
  })

  test('by cookie is noted at most once a minute', async () => {
    const site = await testServer()
    const { session } = await waysOf(site, 'station_clerk')
    const seenAt = async () => (await site.store.read.select().from(sessions))[0]?.seenAt
    const from = site.clock.now
    site.clock.now += 59_999
    await who(site, cookieOf(session))
    expect(await seenAt()).toBe(from)
    site.clock.now += 1
    await who(site, cookieOf(session))
    expect(await seenAt()).toBe(from + 60_000)
  })

  test('by a cookie for TLS is not taken without TLS, nor the other way round', async () => {
    const plain = await testServer()
    const { session } = await waysOf(plain, 'station_clerk')
    const secret = (session.cookie ?? '').slice('sid='.length)
    expect((await who(plain, { cookie: `__Host-sid=${secret}` })).statusCode).toBe(401)
    const tls = await testServer({ config: { secureCookies: true } })
    const over = await waysOf(tls, 'station_clerk')
    const other = (over.session.cookie ?? '').slice('sid='.length)
    expect((await who(tls, { cookie: `sid=${other}` })).statusCode).toBe(401)
    expect((await who(tls, { cookie: `__Host-sid=${other}` })).statusCode).toBe(200)
  })
})
