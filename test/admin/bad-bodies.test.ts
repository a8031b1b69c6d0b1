import { describe, expect, test } from 'vitest'
import { routeTable } from '../../admin/route-table.ts'
import type { Access } from '../../admin/types.ts'
import { type Role, roles } from '../../policy/role.ts'
import { fakeChromium } from '../fakes/chromium.ts'
import { hostileTexts, hostileValues } from '../hostile.ts'
import { makeStaff } from '../support.ts'
import { refusalFault } from './refusal.ts'
import { rowMakers } from './rows.ts'
import { type Ask, signInAs, type TestServer, testServer } from './support.ts'

interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
}

interface Parameter {
  readonly name: string
  readonly schema: Schema
}

interface Operation {
  readonly requestBody?: {
    readonly content: { readonly 'application/json'?: { schema: Schema } }
  }
  readonly parameters?: readonly (Parameter & { readonly in: string })[]
}

/** A route that takes a body or a query, as the server's own document tells it. */
interface Told {
  readonly method: Parameters<Ask>[0]
  readonly path: string
  readonly body: Schema | undefined
  readonly query: readonly Parameter[]
  readonly access: Access
}

async function toldRoutes({ server }: TestServer): Promise<Told[]> {
  const reply = await server.inject('/api/v1/openapi.json')
  const { paths } = reply.json<{ paths: Record<string, Record<string, Operation>> }>()
  return routeTable(server).flatMap(({ method, url, roles: access }) => {
    const address = url.replaceAll(/:(\w+)/g, '{$1}')
    const operation = paths[address]?.[method.toLowerCase()]
    if (operation === undefined || access === undefined) return []
    const body = operation.requestBody?.content['application/json']?.schema
    const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
    const path = url.slice('/api/v1'.length)
    // Cast: methods of the route table are those that routes were registered with.
    return [{ method: method as Told['method'], path, body, query, access }]
  })
}

const fieldsOf = (schema: Schema | undefined): Readonly<Record<string, Schema>> =>
  schema?.properties ?? schema?.anyOf?.find(({ properties }) => properties)?.properties ?? {}

const words = { name: '张桂英', phone: '13800138000', content: '原来的话' }

/** A value that a field may take, as far as its schema tells. */
function plausible(key: string, { type, enum: values, anyOf }: Schema): unknown {
  if (values !== undefined) return values[0]
  if (anyOf !== undefined) return plausible(key, anyOf[0] ?? {})
  if (type === 'integer' || type === 'number') return 1
  if (type === 'array') return ['none']
  if (/On$|^from$|^to$|^target$/.test(key)) return '2026-03-02'
  if (/[sS]tationId$|^station$/.test(key)) return 'guangtong'
  if (/Id$/.test(key)) return 'none'
  return key === 'password' ? '春风又绿江南岸2026' : '一二三'
}

const plausibleBody = (schema: Schema | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fieldsOf(schema)).map(([key, field]) => [key, plausible(key, field)]),
  )

/** A query that the route takes, with everything in it but where to go on. */
const plausibleQuery = ({ query }: Told): [string, string][] =>
  query
    .filter(({ name }) => name !== 'cursor')
    .map(({ name, schema }) => [name, String(plausible(name, schema))])

/** Asks as whoever may use the route, about a row that is there. */
function makeOffice(site: TestServer) {
  const asks = new Map<Role, Promise<Ask>>()
  const askAs = (role: Role): Promise<Ask> => {
    const known =
      asks.get(role) ??
      makeStaff(site.store, {
        role,
        stationId: role.startsWith('station') ? 'guangtong' : null,
      }).then((member) => signInAs(site, member))
    asks.set(role, known)
    return known
  }
  const rows = new Map<string, Promise<string>>()
  const rowOf = (ledger: string): Promise<string> => {
    const made = rows.get(ledger) ?? rowMakers[ledger]?.(site.store, 'guangtong', words)
    const row = made ?? Promise.resolve('none')
    rows.set(ledger, row)
    return row
  }
  return async ({ path, method, access }: Told, payload?: object, query = '') => {
    const allowed = access === 'anyone' ? roles : access
    const role = allowed.includes('center_supervisor') ? 'center_supervisor' : allowed[0]
    const ask = await askAs(role ?? 'sysadmin')
    const [, ledger = ''] = path.split('/')
    const url = path.replace(':id', await rowOf(ledger)).replaceAll(/:\w+/g, 'none')
    return ask(method, `${url}${query}`, payload)
  }
}

async function office() {
  const site = await testServer({ config: { chromium: fakeChromium() } })
  const routes = (await toldRoutes(site)).filter(({ path }) => path !== '/setup')
  return { site, routes, send: makeOffice(site) }
}

/** Every route with every field of its body holding each value in turn: what went wrong. */
async function faultsWith(values: readonly (readonly [string, unknown])[]): Promise<string[]> {
  const { routes, send } = await office()
  const faults: string[] = []
  for (const [what, value] of values)
    for (const route of routes)
      for (const key of Object.keys(fieldsOf(route.body))) {
        const reply = await send(route, { ...plausibleBody(route.body), [key]: value })
        const fault = refusalFault(reply)
        if (fault !== undefined)
          faults.push(`${route.method} ${route.path} ${key} ${what}: ${fault}`)
      }
  return faults
}

test('the document tells the bodies and the queries of the routes that have them', async () => {
  const { routes } = await office()
  const bodies = routes.filter(({ body }) => Object.keys(fieldsOf(body)).length > 0)
  expect(bodies.length).toBeGreaterThan(20)
  expect(
    routes.filter(({ query }) => query.some(({ name }) => name === 'cursor')).length,
  ).toBeGreaterThan(10)
}, 60_000)

describe('a field of a body is taken or refused in Chinese by every route, whatever', () => {
  test('text it holds', async () => {
    expect(await faultsWith(hostileTexts)).toEqual([])
  }, 120_000)

  test('other value it holds', async () => {
    expect(await faultsWith(hostileValues)).toEqual([])
  }, 120_000)
})

describe('a body', () => {
  test('without a field that is needed is refused by that field’s name', async () => {
    const { routes, send } = await office()
    const wrong: string[] = []
    for (const route of routes)
      for (const key of route.body?.required ?? []) {
        const { [key]: _, ...rest } = plausibleBody(route.body)
        const reply = await send(route, rest)
        const told = reply.json<{ details?: { field: string }[] }>().details ?? []
        const fine = reply.statusCode === 400 && told.some(({ field }) => field === key)
        if (!fine) wrong.push(`${route.method} ${route.path} ${key}: ${reply.body}`)
      }
    expect(wrong).toEqual([])
  })

  test('with fields that nobody knows is as if they were not there', async () => {
    const { routes, send } = await office()
    const more = { role: 'sysadmin', id: 'other', status: 'closed', isAdmin: true, $where: '1' }
    const wrong: string[] = []
    for (const route of routes) {
      const known = Object.keys(fieldsOf(route.body))
      if (known.length === 0) continue
      const extra = Object.fromEntries(Object.entries(more).filter(([key]) => !known.includes(key)))
      const fault = refusalFault(await send(route, { ...plausibleBody(route.body), ...extra }))
      if (fault !== undefined) wrong.push(`${route.method} ${route.path}: ${fault}`)
    }
    expect(wrong).toEqual([])
  })

  test.each([
    ['a list', []],
    ['a list of bodies', [{}, {}]],
    ['an empty body', {}],
  ])('that is %s is no reason to break', async (_, payload) => {
    const { routes, send } = await office()
    const wrong: string[] = []
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      const fault = refusalFault(await send(route, payload))
      if (fault !== undefined) wrong.push(`${route.method} ${route.path}: ${fault}`)
    }
    expect(wrong).toEqual([])
  })
})

/** Routes that are asked with a query; workbook and print take what the CSV takes. */
const asked = (routes: readonly Told[]) =>
  routes.filter(({ method, path }) => method === 'GET' && !/\.xlsx$|\/print$/.test(path))

describe('a query', () => {
  const telling = new Set(['nothing', 'only what nobody sees', 'half a character', 'SQL', 'lines'])
  const garbage: readonly (readonly [string, string])[] = [
    ...hostileTexts.filter(([what]) => telling.has(what)),
    ['a character that databases refuse', 'a\0b'],
    ['signs of LIKE', '%_\\%'],
    ['a number too large', '99999999999999999999'],
    ['a number of 53 bits', String(2 ** 53 - 1)],
    ['a negative number', '-1'],
    ['a day that is none', '2026-02-30'],
    ['a day long ago', '0000-01-01'],
    ['a day far away', '9999-12-31'],
    ['five hundred characters', 'x'.repeat(501)],
  ]

  test('whose parameter holds garbage gives a page or a sentence, on every route', async () => {
    const { routes, send } = await office()
    const wrong: string[] = []
    for (const route of asked(routes))
      for (const { name } of route.query)
        for (const [what, text] of garbage) {
          const query = new URLSearchParams(plausibleQuery(route))
          query.set(name, text)
          const fault = refusalFault(await send(route, undefined, `?${query}`))
          if (fault !== undefined) wrong.push(`${route.path} ${name} ${what}: ${fault}`)
        }
    expect(wrong).toEqual([])
  }, 120_000)

  test('whose parameter comes twice, nested or as a list gives a page or a sentence', async () => {
    const { routes, send } = await office()
    const wrong: string[] = []
    for (const route of asked(routes))
      for (const { name } of route.query)
        for (const query of [`?${name}=1&${name}=2`, `?${name}[]=1`, `?${name}[a]=1`, `?${name}`]) {
          const fault = refusalFault(await send(route, undefined, query))
          if (fault !== undefined) wrong.push(`${route.path}${query}: ${fault}`)
        }
    expect(wrong).toEqual([])
  }, 60_000)
})

describe('an id in the address', () => {
  const ids = [
    ...['%00', '%2e%2e%2f%2e%2e', "1'%20or%20'1'='1", '%F0%9F%91%8D', 'x'.repeat(65), '%', '-'],
    ...['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'constructor'],
  ]

  test('that is none is refused in Chinese by every route', async () => {
    const { site, routes } = await office()
    const member = await makeStaff(site.store, { role: 'center_supervisor', stationId: null })
    const ask = await signInAs(site, member)
    const wrong: string[] = []
    for (const { method, path, body } of routes.filter((route) => route.path.includes(':')))
      for (const id of ids) {
        const reply = await ask(method, path.replaceAll(/:\w+/g, id), plausibleBody(body))
        const fault = reply.statusCode < 400 ? 'was taken' : refusalFault(reply)
        if (fault !== undefined) wrong.push(`${method} ${path} ${id}: ${fault}`)
      }
    expect(wrong).toEqual([])
  }, 60_000)
})
