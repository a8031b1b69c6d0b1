import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { routeTable } from '../../admin/route-table.ts'
import type { RouteEntry } from '../../admin/types.ts'
import { auditEntries } from '../../db/audit.ts'
import { startPrintRun } from '../../db/ledgers/contact-card-print.ts'
import type { PolicyDecision } from '../../db/ledgers/decide-policy-question.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { ledgers } from '../../db/ledgers/index.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { caseRoles, type Role, roles, stationRoles } from '../../policy/role.ts'
import { fakeChromium } from '../fakes/chromium.ts'
import { newPerson } from '../people.ts'
import { ageSource } from '../policy/learning/sources.ts'
import { makeStaff, monday, system } from '../support.ts'
import { type Ask, formOf, signInAs, type TestServer, testServer } from './support.ts'
import {
  makeAsked,
  makeAttachment,
  makeBound,
  makeCard,
  makeCardBatch,
  makeCopy,
  makeCurated,
  makeDifference,
  makeEnterprise,
  makeErasure,
  makeFailure,
  makeFamily,
  makeFile,
  makeImport,
  makeOutgoing,
  makePerson,
  makePetition,
  makeQuestion,
  makeSource,
  makeUnproven,
  makeWeek,
  type Secrets,
} from './world.ts'

type Side = 'own' | 'foreign'

const stationOf = { own: 'guangtong', foreign: 'heijing' } as const
const secretsOf: Readonly<Record<Side, Secrets>> = {
  own: { name: '本站姓名', phone: '13800000001', content: '本站机密' },
  foreign: { name: '外站姓名', phone: '13900000002', content: '外站机密' },
}
const personal = /[本外]站(姓名|机密)|13800000001|13900000002/
const foreignOnly = /外站(姓名|机密)|13900000002|HJ2026/

/** What one request of the matrix is: its address and body, made from rows of one station. */
interface Plan {
  readonly url: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Rows of any station may be read by whoever may use the route. */
  readonly everywhere?: boolean
}

type MakePlan = (site: TestServer, side: Side, member: Staff) => Promise<Plan>

const plain =
  (url: string, body?: object): MakePlan =>
  async () => ({ url, ...(body === undefined ? {} : { body }) })

const onPetition =
  (verb: string, status: 'registered' | 'accepted' | 'answered', body?: object): MakePlan =>
  async ({ store }, side) => {
    const { id } = await makePetition(store, stationOf[side], secretsOf[side], status)
    return { url: `/petitions/${id}${verb}`, ...(body === undefined ? {} : { body }) }
  }

const onMessage =
  (verb: string, status: 'queued' | 'uncertain', body?: object): MakePlan =>
  async ({ store }, side) => {
    const id = await makeOutgoing(store, stationOf[side], secretsOf[side].content, status)
    return { url: `/outbox/${id}${verb}`, ...(body === undefined ? {} : { body }) }
  }

const onFailure =
  (verb: string): MakePlan =>
  async ({ store }, side) => {
    const id = await makeFailure(store, secretsOf[side].content)
    return { url: `/inbox-failures/${id}${verb}`, everywhere: true }
  }

const onRow =
  (
    make: (store: TestServer['store'], stationId: string, secrets: Secrets) => Promise<string>,
    address: string,
    body?: object,
  ): MakePlan =>
  async ({ store }, side) => {
    const id = await make(store, stationOf[side], secretsOf[side])
    return { url: address.replace(':id', id), ...(body === undefined ? {} : { body }) }
  }

const person: Parameters<typeof onRow>[0] = async (store, stationId, secrets) =>
  (await makePerson(store, stationId, secrets)).id

const lentFile: Parameters<typeof onRow>[0] = (store, stationId, secrets) =>
  makeFile(store, stationId, secrets, 'out')

const readyImport: Parameters<typeof onRow>[0] = (store, stationId) => makeImport(store, stationId)

const confirmedImport: Parameters<typeof onRow>[0] = (store, stationId) =>
  makeImport(store, stationId, 'confirmed')

const askingImport: Parameters<typeof onRow>[0] = (store, stationId) =>
  makeImport(store, stationId, 'ready', 'ask')

const onQuestion =
  (verb: string, body: object, decision?: PolicyDecision): MakePlan =>
  async ({ store }) => ({
    url: `/policy-questions/${await makeQuestion(store, '丧葬费发多少', decision)}${verb}`,
    body,
  })

const onStaff =
  (verb: string, body?: object): MakePlan =>
  async ({ store }, side) => {
    const { id } = await makeStaff(store, { stationId: stationOf[side], name: '同事' })
    return { url: `/staff/${id}${verb}`, ...(body === undefined ? {} : { body }) }
  }

const onStation =
  (everywhere: boolean, body?: object): MakePlan =>
  async (_, side) => ({
    url: `/stations/${stationOf[side]}`,
    everywhere,
    ...(body === undefined ? {} : { body }),
  })

const listsOf = (name: string): Record<string, MakePlan> =>
  Object.fromEntries(
    ['', '.xlsx', '.csv', '/print'].map((end) => [`GET /${name}${end}`, plain(`/${name}${end}`)]),
  )

const printedSheet =
  (end: string): MakePlan =>
  async ({ store }, side) => {
    const cardIds = [await makeCard(store, stationOf[side], secretsOf[side])]
    const { run } = await store.tx((tx) => startPrintRun(tx, system, { cardIds }, monday + 1))
    return { url: `/contact-cards/sheet${end}?run=${run}` }
  }

const lost = { reason: 'lost' }
const reason = { reason: '材料不全' }
const doneOn = '2026-03-02'
const password = '春风又绿江南岸2026'

/** How to use each route; a route without a plan fails the test. */
const plans: Readonly<Record<string, MakePlan>> = {
  'POST /session': plain('/session', { login: 'nobody', password }),
  'GET /session': plain('/session'),
  'DELETE /session': plain('/session'),
  'POST /setup': plain('/setup', { code: '0123456789', login: 'a', name: '甲', password }),
  'GET /openapi.json': plain('/openapi.json'),
  'GET /ledgers': plain('/ledgers'),
  'GET /today': plain('/today'),
  'GET /channels': plain('/channels'),
  'GET /job-runs': plain('/job-runs'),
  ...listsOf('petitions'),
  'GET /petitions/:id': onPetition('', 'answered'),
  'POST /petitions': async (_, side) => ({
    url: '/petitions',
    body: { source: 'letter', kind: 'help', stationId: stationOf[side], ...secretsOf[side] },
  }),
  'POST /petitions/:id/accept': onPetition('/accept', 'registered'),
  'POST /petitions/:id/answer': onPetition('/answer', 'accepted', { answer: '已办' }),
  'POST /petitions/:id/transfer': onPetition('/transfer', 'registered', {
    stationId: 'jinshan',
    ...reason,
  }),
  'POST /petitions/:id/extend': onPetition('/extend', 'accepted', reason),
  'POST /petitions/:id/close': onPetition('/close', 'answered'),
  'POST /petitions/:id/reopen': onPetition('/reopen', 'answered', reason),
  'GET /petitions/:id/attachments/:attachmentId': async ({ store, folder }, side) => {
    const { id } = await makePetition(store, stationOf[side], secretsOf[side])
    const file = { mediaType: 'image/png', bytes: secretsOf[side].content }
    const attachmentId = await makeAttachment(store, folder, id, file)
    return { url: `/petitions/${id}/attachments/${attachmentId}` }
  },
  ...listsOf('policy-questions'),
  'GET /policy-questions/:id': async ({ store }) => ({
    url: `/policy-questions/${await makeQuestion(store)}`,
    everywhere: true,
  }),
  'GET /policy-topics': plain('/policy-topics'),
  'POST /policy-questions/:id/attach': onQuestion('/attach', { topic: '第八条/now' }),
  'POST /policy-questions/:id/outside': onQuestion('/outside', { topic: '养老金数额' }),
  'POST /policy-questions/:id/dismiss': onQuestion('/dismiss', {}),
  'POST /policy-questions/:id/review': onQuestion('/review', {}, { status: 'outside' }),
  'POST /policy-questions/:id/reopen': onQuestion('/reopen', {}, { status: 'outside' }),
  'POST /policy-questions/:id/preview': onQuestion('/preview', { kind: 'outside' }),
  'POST /curated-questions/:id/withdraw': async ({ store }) => ({
    url: `/curated-questions/${await makeCurated(store)}/withdraw`,
  }),
  'GET /policy-sources': plain('/policy-sources'),
  'GET /policy-sources/:name': async ({ store }) => ({
    url: `/policy-sources/${await makeSource(store)}`,
  }),
  'GET /policy-sources/:name/versions/:version': async ({ store }) => ({
    url: `/policy-sources/${await makeSource(store)}/versions/1`,
  }),
  'PUT /policy-sources/:name': async ({ store }) => ({
    url: `/policy-sources/${await makeSource(store)}`,
    body: { text: ageSource, after: 1 },
  }),
  'POST /policy-sources/:name/preview': plain('/policy-sources/new/preview', {
    text: ageSource,
    ask: ['高龄津贴多少'],
  }),
  'POST /policy-sources/:name/restore': async ({ store }) => ({
    url: `/policy-sources/${await makeSource(store)}/restore`,
    body: { version: 1, after: 1 },
  }),
  'POST /policy-sources/:name/withdraw': async ({ store }) => ({
    url: `/policy-sources/${await makeSource(store)}/withdraw`,
    body: { after: 1 },
  }),
  ...listsOf('curated-questions'),
  'GET /curated-questions/:id': async ({ store }) => ({
    url: `/curated-questions/${await makeCurated(store)}`,
  }),
  ...listsOf('policy-weeks'),
  'GET /policy-weeks/:id': async ({ store }) => ({
    url: `/policy-weeks/${await makeWeek(store)}`,
  }),
  ...listsOf('outbox'),
  'GET /outbox/:id': onMessage('', 'queued'),
  'POST /outbox/:id/cancel': onMessage('/cancel', 'queued'),
  'POST /outbox/:id/decide': onMessage('/decide', 'uncertain', { as: 'drop' }),
  ...listsOf('inbox-failures'),
  'GET /inbox-failures/:id': onFailure(''),
  'POST /inbox-failures/:id/retry': onFailure('/retry'),
  'POST /inbox-failures/:id/settle': onFailure('/settle'),
  ...listsOf('stations'),
  'GET /stations/:id': onStation(true),
  'PATCH /stations/:id': onStation(false, { address: '解放路一号' }),
  ...listsOf('staff'),
  'GET /staff/:id': onStaff(''),
  'POST /staff': plain('/staff', { login: 'new', name: '新人', role: 'center_clerk', password }),
  'POST /staff/:id/disable': onStaff('/disable'),
  'POST /staff/:id/reset': onStaff('/reset', { password }),
  'POST /staff/:id/chat-code': onStaff('/chat-code'),
  ...listsOf('retirees'),
  'GET /retirees/:id': onRow(person, '/retirees/:id'),
  'POST /retirees': async (_, side) => ({
    url: '/retirees',
    body: newPerson({
      stationId: stationOf[side],
      ...secretsOf[side],
      alike: 'other_person',
    }),
  }),
  'PATCH /retirees/:id': onRow(person, '/retirees/:id', { patch: '城东' }),
  'POST /retirees/:id/check': onRow(person, '/retirees/:id/check', { result: 'matches' }),
  'POST /retirees/:id/meeting': onRow(person, '/retirees/:id/meeting', { step: 'met', doneOn }),
  'POST /retirees/:id/intake': onRow(person, '/retirees/:id/intake', { step: 'paid_in', doneOn }),
  'POST /retirees/:id/add-family': onRow(person, '/retirees/:id/add-family', {
    name: '李小红',
    relation: '女儿',
    part: 'contact',
  }),
  'DELETE /retirees/:id/family-members/:memberId': async ({ store }, side) => {
    const { id } = await makePerson(store, stationOf[side], secretsOf[side])
    const member = { name: '李小红', relation: '女儿', part: 'contact' } as const
    const { id: memberId } = await store.tx((tx) => addFamilyMember(tx, id, member, system, monday))
    return { url: `/retirees/${id}/family-members/${memberId}` }
  },
  'POST /retirees/:id/place-file': onRow(person, '/retirees/:id/place-file', { place: 'center' }),
  'POST /retirees/:id/transfer': onRow(person, '/retirees/:id/transfer', {
    stationId: 'jinshan',
    ...reason,
  }),
  'GET /handover/progress': plain('/handover/progress?target=2026-07-31'),
  'GET /handover/unmet': async ({ store }, side) => {
    await makePerson(store, stationOf[side], secretsOf[side])
    return { url: `/handover/unmet?station=${stationOf[side]}` }
  },
  'GET /handover/desk': async ({ store }, side) => {
    await makePerson(store, stationOf[side], secretsOf[side])
    return { url: `/handover/desk?station=${stationOf[side]}` }
  },
  'POST /handover/reassign': async ({ store }, side) => {
    const { id } = await makePerson(store, stationOf[side], secretsOf[side])
    return { url: '/handover/reassign', body: { ids: [id], stationId: 'jinshan', ...reason } }
  },
  'POST /handover/assign': async ({ store }, side) => {
    const { id: staffId } = await makeStaff(store, { stationId: stationOf[side] })
    return { url: '/handover/assign', body: { stationId: stationOf[side], staffId } }
  },
  'POST /handover/work': async ({ store }, side) => {
    const [from, to] = [
      await makeStaff(store, { stationId: stationOf[side] }),
      await makeStaff(store, { stationId: stationOf[side] }),
    ]
    return { url: '/handover/work', body: { fromId: from.id, toId: to.id } }
  },
  ...listsOf('handover-differences'),
  'GET /handover-differences/:id': onRow(makeDifference, '/handover-differences/:id'),
  'POST /handover-differences/:id/settle': onRow(
    makeDifference,
    '/handover-differences/:id/settle',
    { settlement: 'confirmed', answer: '已核实' },
  ),
  ...listsOf('contact-cards'),
  'GET /contact-cards/:id': onRow(makeCard, '/contact-cards/:id'),
  'POST /contact-cards/:id/void': onRow(makeCard, '/contact-cards/:id/void', lost),
  'POST /contact-cards/:id/reissue': onRow(makeCard, '/contact-cards/:id/reissue', lost),
  'POST /retirees/:id/contact-card': onRow(person, '/retirees/:id/contact-card', {}),
  'GET /contact-cards/progress': plain('/contact-cards/progress'),
  'GET /contact-cards/missing': async (site, side) => {
    await makePerson(site.store, stationOf[side], secretsOf[side])
    return { url: `/contact-cards/missing?station=${stationOf[side]}` }
  },
  'POST /contact-cards/batches': async ({ store }, side) => {
    await makePerson(store, stationOf[side], secretsOf[side])
    return { url: '/contact-cards/batches', body: { stationId: stationOf[side] } }
  },
  'GET /contact-cards/batches/:id': onRow(makeCardBatch, '/contact-cards/batches/:id'),
  'POST /contact-cards/print-runs': async ({ store }, side) => {
    const id = await makeCard(store, stationOf[side], secretsOf[side])
    return { url: '/contact-cards/print-runs', body: { cardIds: [id] } }
  },
  'GET /contact-cards/print-runs': plain('/contact-cards/print-runs'),
  'GET /contact-cards/sheet': printedSheet(''),
  'GET /contact-cards/sheet.pdf': printedSheet('.pdf'),
  'GET /contact-cards/glyphs.js': plain('/contact-cards/glyphs.js'),
  ...listsOf('bindings'),
  'GET /bindings/:id': onRow(makeBound, '/bindings/:id'),
  'POST /bindings/:id/end': onRow(makeFamily, '/bindings/:id/end'),
  'POST /bindings/:id/grant': onRow(makeFamily, '/bindings/:id/grant', { rights: 'remind' }),
  ...listsOf('binding-requests'),
  'GET /binding-requests/:id': onRow(makeBound, '/binding-requests/:id'),
  'POST /binding-requests/:id/accept': onRow(makeUnproven, '/binding-requests/:id/accept', {
    checked: 'met',
  }),
  'POST /binding-requests/:id/agree': onRow(makeBound, '/binding-requests/:id/agree', {
    checked: 'phone',
    rights: 'usual',
  }),
  'POST /binding-requests/:id/refuse': onRow(makeBound, '/binding-requests/:id/refuse'),
  ...listsOf('personal-requests'),
  'GET /personal-requests/:id': onRow(makeAsked, '/personal-requests/:id'),
  'POST /personal-requests/:id/settle': onRow(makeAsked, '/personal-requests/:id/settle', {
    result: 'done',
    answer: '已改',
  }),
  ...listsOf('personnel-files'),
  'GET /personnel-files/:id': onRow(makeFile, '/personnel-files/:id'),
  'POST /personnel-files/:id/lend': onRow(makeFile, '/personnel-files/:id/lend', {
    borrower: '王科长',
    purpose: '核对工龄',
    dueOn: '2026-03-09',
  }),
  'POST /personnel-files/:id/return': onRow(lentFile, '/personnel-files/:id/return'),
  ...listsOf('retiree-imports'),
  'GET /retiree-imports/:id': onRow(readyImport, '/retiree-imports/:id'),
  'GET /retiree-imports/template.xlsx': plain('/retiree-imports/template.xlsx'),
  'GET /retiree-imports/:id/rows': onRow(readyImport, '/retiree-imports/:id/rows?outcome=new'),
  'GET /retiree-imports/:id/receipt': onRow(confirmedImport, '/retiree-imports/:id/receipt'),
  'POST /retiree-imports': async (_, side) => {
    const csv = Buffer.from('姓名,身份证号码\n')
    const file = { name: '名单.csv', bytes: csv }
    return { url: '/retiree-imports', ...formOf({ stationId: stationOf[side] }, file) }
  },
  'POST /retiree-imports/inspect': async () => {
    const file = { name: '名单.csv', bytes: Buffer.from('姓名,身份证号码\n') }
    return { url: '/retiree-imports/inspect', ...formOf({}, file) }
  },
  'POST /retiree-imports/:id/decide': onRow(askingImport, '/retiree-imports/:id/decide', {
    decision: 'keep',
  }),
  'POST /retiree-imports/:id/confirm': onRow(readyImport, '/retiree-imports/:id/confirm'),
  'POST /retiree-imports/:id/drop': onRow(readyImport, '/retiree-imports/:id/drop'),
  'POST /retiree-imports/:id/undo': onRow(confirmedImport, '/retiree-imports/:id/undo'),
  ...listsOf('enterprises'),
  'GET /enterprises/:id': async ({ store }) => ({
    url: `/enterprises/${await makeEnterprise(store)}`,
    everywhere: true,
  }),
  'POST /retirees/:id/reveal': onRow(person, '/retirees/:id/reveal', {
    field: 'phone',
    reason: 'contact',
  }),
  'POST /retirees/:id/export': onRow(person, '/retirees/:id/export', { reason: 'request' }),
  'POST /retirees/:id/ask-erasure': onRow(person, '/retirees/:id/ask-erasure', {
    ground: 'consent',
    reason: '本人要求',
  }),
  ...listsOf('person-exports'),
  'GET /person-exports/:id': onRow(makeCopy(), '/person-exports/:id'),
  ...Object.fromEntries(
    ['data.xlsx', 'data.json', 'print'].map((end) => [
      `GET /person-exports/:id/${end}`,
      async (site: TestServer, side: Side, member: Staff) =>
        onRow(makeCopy(member), `/person-exports/:id/${end}`)(site, side, member),
    ]),
  ),
  ...listsOf('erasures'),
  'GET /erasures/:id': onRow(makeErasure, '/erasures/:id'),
  'POST /erasures/:id/approve': onRow(makeErasure, '/erasures/:id/approve'),
  'POST /erasures/:id/refuse': onRow(makeErasure, '/erasures/:id/refuse'),
  'GET /privacy/fields': plain('/privacy/fields'),
  'GET /privacy/fields.xlsx': plain('/privacy/fields.xlsx'),
  'GET /privacy/fields/print': plain('/privacy/fields/print'),
  'GET /privacy/looks': plain('/privacy/looks'),
  'GET /privacy/looks.xlsx': plain('/privacy/looks.xlsx'),
  'GET /privacy/looks/print': plain('/privacy/looks/print'),
  'GET /privacy/retention': plain('/privacy/retention'),
  ...listsOf('audit-entries'),
  'GET /audit-entries/:id': async ({ store }) => {
    const [entry] = await store.read.select().from(auditEntries).limit(1)
    return { url: `/audit-entries/${entry?.id}`, everywhere: true }
  },
}

const prefix = '/api/v1'
const nameOf = ({ method, url }: RouteEntry) => `${method} ${url.slice(prefix.length)}`
const apiRoutes = (site: TestServer) =>
  routeTable(site.server).filter(({ url }) => url.startsWith(`${prefix}/`))

type Reply = Awaited<ReturnType<Ask>>

async function textOf(reply: Reply): Promise<string> {
  const isBook = String(reply.headers['content-type']).includes('spreadsheetml')
  return isBook ? JSON.stringify(await readXlsx(reply.rawPayload)) : reply.body
}

/** Status that the role must get, and words that its reply must not hold. */
function expected(route: RouteEntry, plan: Plan, role: Role, side: Side) {
  const scoped = stationRoles.includes(role)
  const secret = scoped ? foreignOnly : caseRoles.includes(role) ? /(?!)/ : personal
  if (route.roles === 'anyone') return { status: [200, 401, 403], secret: personal }
  if (route.roles?.includes(role) !== true) return { status: [403], secret: personal }
  const hasRow = /:id/.test(route.url) || plan.body !== undefined
  if (scoped && side === 'foreign' && hasRow && plan.everywhere !== true)
    return { status: [404], secret }
  return { status: [200, 201, 202, 204], secret }
}

async function tryRoute(site: TestServer, route: RouteEntry, member: Staff, side: Side) {
  const name = nameOf(route)
  const plan = await plans[name]?.(site, side, member)
  if (plan === undefined) return `${name}: no plan`
  const ask = await signInAs(site, member)
  // Cast: methods of the route table are those that routes were registered with.
  const method = route.method as Parameters<Ask>[0]
  const reply = await ask(method, plan.url, plan.body, plan.headers)
  const { status, secret } = expected(route, plan, member.role, side)
  const where = `${name} as ${member.role} on ${side} row`
  if (!status.includes(reply.statusCode)) return `${where}: ${reply.statusCode} ${reply.body}`
  return secret.test(await textOf(reply)) ? `${where}: leaks` : undefined
}

describe('route × role × station', () => {
  test('every route has a plan, and every plan a route', async () => {
    const site = await testServer({ config: { chromium: fakeChromium() } })
    expect(apiRoutes(site).map(nameOf).sort()).toEqual(Object.keys(plans).sort())
  })

  test.each(roles)('%s gets what the role may have, and nothing else', async (role) => {
    const site = await testServer({ config: { chromium: fakeChromium() } })
    const stationId = stationRoles.includes(role) ? stationOf.own : null
    const member = await makeStaff(site.store, { role, stationId })
    for (const side of ['own', 'foreign'] as const) {
      await makePetition(site.store, stationOf[side], secretsOf[side], 'answered')
      await makeOutgoing(site.store, stationOf[side], secretsOf[side].content)
      await makeFailure(site.store, secretsOf[side].content)
    }
    const wrong: string[] = []
    for (const route of apiRoutes(site))
      for (const side of ['own', 'foreign'] as const) {
        if (nameOf(route) === 'POST /staff' && side === 'foreign') continue
        const fault = await tryRoute(site, route, member, side)
        if (fault !== undefined) wrong.push(fault)
      }
    expect(wrong).toEqual([])
  })

  test('nobody gets anything without signing in', async () => {
    const site = await testServer({ config: { chromium: fakeChromium() } })
    const stranger = await makeStaff(site.store)
    const wrong: string[] = []
    for (const route of apiRoutes(site).filter(({ roles: access }) => access !== 'anyone')) {
      const plan = await plans[nameOf(route)]?.(site, 'own', stranger)
      const url = `${prefix}${plan?.url}`
      const method = route.method as Parameters<Ask>[0]
      const payload = plan?.body ?? {}
      const reply = await site.server.inject({ method, url, payload })
      if (reply.statusCode !== 401 || personal.test(reply.body)) wrong.push(nameOf(route))
    }
    expect(wrong).toEqual([])
  })

  test('a list asked for a foreign station is empty, not refused', async () => {
    const site = await testServer({ config: { chromium: fakeChromium() } })
    await makePetition(site.store, 'heijing', secretsOf.foreign)
    const ask = await signInAs(site, await makeStaff(site.store))
    const reply = await ask('GET', '/petitions?station=heijing')
    expect(reply.json()).toEqual({ items: [], nextCursor: null })
  })
})

/** An id that no row has. */
const nobody = '01KJP0Y9V40CVEAT1PMME5X000'
const ids = /\b[0-9A-HJKMNP-TV-Z]{26}\b/g

/** A reply as it can be compared with another: status and words, whatever ids stand in them. */
const comparable = async (reply: Reply) => [
  reply.statusCode,
  (await textOf(reply)).replaceAll(ids, nobody),
]

const asks = (route: RouteEntry) => route.method as Parameters<Ask>[0]

const open = (site: TestServer, role: Role) =>
  apiRoutes(site).filter(({ roles: may }) => may !== 'anyone' && may?.includes(role))

/** What a role reads without naming a row, but for what tells of the whole county and of nobody in it. */
const readable = (site: TestServer, role: Role) =>
  open(site, role).filter(
    ({ method, url }) => method === 'GET' && !/:|\/(channels|job-runs)$/.test(url),
  )

describe.each(stationRoles)('what a %s cannot guess', (role) => {
  async function station() {
    const site = await testServer({ config: { chromium: fakeChromium() } })
    const member = await makeStaff(site.store, { role, stationId: stationOf.own })
    return { site, member, ask: await signInAs(site, member) }
  }

  test('a row of elsewhere answers as a row that is not there, to whatever is asked of it', async () => {
    const { site, member, ask } = await station()
    const wrong: string[] = []
    let tried = 0
    for (const route of open(site, role)) {
      const plan = await plans[nameOf(route)]?.(site, 'foreign', member)
      if (plan === undefined || plan.everywhere || !ids.test(JSON.stringify(plan))) continue
      tried += 1
      const { url, body } = JSON.parse(JSON.stringify(plan).replaceAll(ids, nobody)) as Plan
      const there = await comparable(await ask(asks(route), plan.url, plan.body, plan.headers))
      const nowhere = await comparable(await ask(asks(route), url, body, plan.headers))
      if (`${there}` !== `${nowhere}`) wrong.push(`${nameOf(route)}: ${there} / ${nowhere}`)
    }
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(30)
  })

  test('lists, counts, exports and papers stay as they were when another station gets a row in every ledger', async () => {
    const { site, member, ask } = await station()
    const { name, phone } = secretsOf.foreign
    const urls: string[] = []
    for (const route of readable(site, role))
      urls.push((await plans[nameOf(route)]?.(site, 'own', member))?.url ?? '')
    const read = async () => {
      const seen: Record<string, unknown> = {}
      for (const url of urls)
        for (const words of ['', `q=${name}`, `q=${phone}`, 'station=heijing']) {
          const asked = `${url}${url.includes('?') ? '&' : '?'}${words}`
          seen[asked] = await comparable(await ask('GET', encodeURI(asked)))
        }
      return seen
    }
    const before = await read()
    // What has no station is the county's, and nobody's personal matter.
    for (const { name: ledger } of ledgers.filter((one) => one.station !== undefined))
      await plans[`GET /${ledger}/:id`]?.(site, 'foreign', member)
    const after = await read()
    expect(after).toEqual(before)
    expect(Object.keys(before).length).toBeGreaterThan(60)
  })
})
