import { expect, test } from 'vitest'
import { routeTable } from '../../admin/route-table.ts'
import { ledgers } from '../../db/ledgers/index.ts'
import { makeStaff } from '../support.ts'
import { signInAs, testServer } from './support.ts'

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas?: object; readonly securitySchemes: object }
}

async function readDocument() {
  const site = await testServer()
  const reply = await site.server.inject({ url: '/api/v1/openapi.json' })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toMatch(/^application\/json/)
  return { site, document: reply.json<Document>() }
}

const operations = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
  )

/** Every `$ref` of a document. */
const references = (document: Document) =>
  [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = '']) => target)

test('the document is OpenAPI 3.1 and lists every route of the API but itself', async () => {
  const { site, document } = await readDocument()
  expect(document.openapi).toBe('3.1.0')
  expect(document.info).toMatchObject({ title: '退管助手 API', version: '1' })
  const listed = operations(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  const there = routeTable(site.server)
    .filter(({ url }) => url.startsWith('/api/v1/') && !url.endsWith('/openapi.json'))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(listed.sort()).toEqual(there.sort())
  expect(listed.length).toBeGreaterThan(40)
})

test('every operation says in Chinese what it does, names its parameters and what it answers', async () => {
  const { document } = await readDocument()
  for (const operation of operations(document)) {
    const where = `${operation.method} ${operation.path}`
    expect(operation.summary, where).toMatch(/\p{Script=Han}/u)
    expect(operation.tags, where).toHaveLength(1)
    const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path')
    expect(inPath.map(({ name }) => name).sort(), where).toEqual(named.sort())
    expect(Object.keys(operation.responses).length, where).toBeGreaterThan(0)
    for (const reply of Object.values(operation.responses))
      expect(reply.description, where).toEqual(expect.any(String))
  }
})

test('every reference leads somewhere', async () => {
  const { document } = await readDocument()
  const lost = references(document).filter((target) => {
    const path = target.slice(2).split('/')
    const found = path.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      document,
    )
    return found === undefined
  })
  expect(lost).toEqual([])
})

test.each(
  ledgers.map((ledger) => [ledger.name, ledger] as const),
)('the fields of %s are described by their official headings', async (name, ledger) => {
  const { document } = await readDocument()
  const detail = JSON.stringify(document.paths[`/api/v1/${name}/{id}`]?.['get'])
  for (const [key, { label }] of Object.entries(ledger.fields)) {
    expect(detail).toContain(`"${key}"`)
    expect(detail).toContain(label)
  }
})

test('the readable document is for whoever is signed in', async () => {
  const { site } = await readDocument()
  expect((await site.server.inject({ url: '/api/docs' })).statusCode).toBe(401)
  const ask = await signInAs(site, await makeStaff(site.store))
  const page = await ask('GET', '/api/docs')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-type']).toMatch(/^text\/html/)
})
