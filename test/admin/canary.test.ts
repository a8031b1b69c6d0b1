import { expect, onTestFinished, test } from 'vitest'
import { routeTable } from '../../admin/route-table.ts'
import { openStore } from '../../db/open.ts'
import { roles } from '../../policy/role.ts'
import { allBytes, formsOf } from '../kept-bytes.ts'
import { makeStaff, testDatabase, testVault } from '../support.ts'
import { type Ask, signInAs, type TestServer, testServer } from './support.ts'
import { makeAttachment, makeFailure, makeOutgoing, makePetition } from './world.ts'

/** Strings that nothing else holds: name, telephone number and words of somebody in 黑井. */
const canary = { name: '金丝雀甲乙丙', phone: '13912345670', content: '金丝雀的话不外传' }
const bird = /金丝雀|13912345670/
/** Typed into every input, so that all requests are refused. */
const typed = '金丝雀打进来的'

type Target = Awaited<ReturnType<typeof testDatabase>>

async function house(): Promise<{ site: TestServer; target: Target; ids: readonly string[] }> {
  const target = await testDatabase()
  const store = await openStore({ ...target, vault: testVault, unsafe: true })
  onTestFinished(() => store.close())
  const site = await testServer({ store })
  const { id } = await makePetition(store, 'heijing', canary, 'answered')
  const file = { mediaType: 'text/plain', bytes: canary.content }
  const ids = [
    id,
    await makeAttachment(store, site.folder, id, file),
    await makeOutgoing(store, 'heijing', canary.content),
    await makeFailure(store, canary.content),
  ]
  return { site, target, ids }
}

const inputs = ['name', 'content', 'answer', 'reason', 'address', 'contactName', 'code', 'login']
const broken = Object.fromEntries(
  [...inputs, 'kind', 'source', 'role', 'as', 'stationId', 'phone', 'password'].map((key) => [
    key,
    typed,
  ]),
)

const addressesOf = (url: string, ids: readonly string[]): string[] => {
  const path = url.replace('/api/v1', '')
  if (!path.includes(':')) return [path, `${path}?q=${typed}&cursor=${typed}&from=${typed}`]
  const named = (id: string) => path.replace(':id', id).replace(/:\w+/, ids[1] ?? '')
  return [...ids.map(named), named('..'), named(encodeURIComponent(typed))]
}

/** Every route, once per row and once with addresses that are none, with a body that is refused. */
async function tryAll(site: TestServer, ask: Ask, ids: readonly string[]): Promise<string[]> {
  const leaks: string[] = []
  const routes = routeTable(site.server).filter(({ url }) => url.startsWith('/api/v1/'))
  for (const { method, url } of routes)
    for (const address of addressesOf(url, ids)) {
      // Cast: methods of the route table are those that routes were registered with.
      const verb = method as Parameters<Ask>[0]
      const reply = await ask(
        verb,
        encodeURI(decodeURI(address)),
        method === 'GET' ? undefined : broken,
      )
      if (bird.test(reply.body) || bird.test(JSON.stringify(reply.headers)))
        leaks.push(`${method} ${address}: ${reply.statusCode}`)
    }
  return leaks
}

test.each([
  ...roles,
  'nobody',
] as const)('what a person of 黑井 said reaches %s of elsewhere by no route, and no log', async (role) => {
  const { site, ids } = await house()
  const center = role === 'center_clerk' || role === 'center_supervisor'
  const member = await makeStaff(site.store, {
    role: role === 'nobody' ? 'auditor' : role,
    stationId: role.startsWith('station') ? 'guangtong' : null,
  })
  const signedIn = await signInAs(site, member)
  const stranger: Ask = (method, url, payload) =>
    site.server.inject({ method, url: `/api/v1${url}`, ...(payload && { payload }) })
  const leaks = await tryAll(site, role === 'nobody' ? stranger : signedIn, ids)
  // The center reads the county: for it only refusals and the log must keep silent.
  expect(leaks.filter((leak) => !center || !leak.endsWith(': 200'))).toEqual([])
  expect(site.lines.length).toBeGreaterThan(100)
  expect(JSON.stringify(site.lines)).not.toMatch(bird)
})

test('the database keeps what is sealed in no readable form', async () => {
  const { target } = await house()
  const kept = await allBytes(target)
  // The name is kept in clear, because staff search for it: proof that the bytes are all there.
  expect(kept).toContain(formsOf(canary.name)[0])
  for (const secret of [canary.phone, canary.content])
    for (const form of formsOf(secret)) expect(kept).not.toContain(form)
})
