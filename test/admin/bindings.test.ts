import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { type Binding, bindings } from '../../db/ledgers/binding.ts'
import { outbox, readBody } from '../../db/messaging/outbox.ts'
import type { Role } from '../../policy/role.ts'
import { makeStaff } from '../support.ts'
import { signInAs, type TestServer, testServer } from './support.ts'
import { makeAsked, makeBound, makeFamily, makeUnproven, type Secrets } from './world.ts'

const secrets: Secrets = { name: '张桂英', phone: '13800138000', content: '电话换成 13900139000' }

/** Somebody of 广通, or of the center, at the API. */
async function desk(role: Role = 'station_clerk') {
  const site = await testServer()
  const stationId = role.startsWith('station') ? 'guangtong' : null
  const member = await makeStaff(site.store, { role, stationId })
  return { site, member, ask: await signInAs(site, member) }
}

const rowOf = async ({ store }: TestServer, id: string): Promise<Binding | undefined> =>
  (await store.read.select().from(bindings).where(eq(bindings.id, id)))[0]

/** What the account of a binding was told last. */
async function toldTo(site: TestServer, id: string): Promise<string> {
  const row = await rowOf(site, id)
  const said = await site.store.read
    .select()
    .from(outbox)
    .where(eq(outbox.accountId, row?.accountId ?? ''))
  const last = said.at(-1)
  return last === undefined ? '' : readBody(site.store.read, last).text
}

describe('what may be done', () => {
  const cases: [string, typeof makeBound, string, string[]][] = [
    ['a daughter who waits', makeBound, 'binding-requests', ['agree', 'refuse']],
    ['who proved nothing', makeUnproven, 'binding-requests', ['accept', 'refuse']],
    ['a daughter at work', makeFamily, 'bindings', ['end', 'grant']],
    [
      'the person',
      (store, station, words) => makeFamily(store, station, words),
      'bindings',
      ['end', 'grant'],
    ],
  ]
  test.each(cases)('with %s', async (_, make, ledger, verbs) => {
    const { site, ask } = await desk()
    const id = await make(site.store, 'guangtong', secrets)
    const reply = await ask('GET', `/${ledger}/${id}`)
    expect(reply.json().may).toEqual(verbs)
  })

  test('with the person themself: ended, and nothing is granted', async () => {
    const { site, ask } = await desk()
    const own = { role: 'self', relation: '', status: 'active' } as const
    const id = await makeBound(site.store, 'guangtong', secrets, own)
    expect((await ask('GET', `/bindings/${id}`)).json().may).toEqual(['end'])
    const refused = await ask('POST', `/bindings/${id}/grant`, { rights: 'all' })
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'binding_refused'])
  })
})

describe('decisions', () => {
  test('consent for the family by the station: rights, who agreed, and the account hears', async () => {
    const { site, member, ask } = await desk()
    const id = await makeBound(site.store, 'guangtong', secrets)
    const body = { checked: 'phone', rights: 'usual' }
    expect((await ask('POST', `/binding-requests/${id}/agree`, body)).statusCode).toBe(200)
    expect(await rowOf(site, id)).toMatchObject({
      status: 'active',
      reports: 'yes',
      amounts: 'no',
      grantedByKind: 'staff',
      grantedById: member.id,
    })
    expect(await toldTo(site, id)).toBe(
      '绑定成功。您可以替张桂英办这些：收提醒、代为反映、看办理进展。',
    )
    const again = await ask('POST', `/binding-requests/${id}/agree`, body)
    expect(again.json().code).toBe('binding_refused')
  })

  test.each([
    ['all', 'yes', 'yes'],
    ['remind', 'no', 'no'],
  ])('a later change to %s', async (rights, reports, amounts) => {
    const { site, ask } = await desk()
    const id = await makeFamily(site.store, 'guangtong', secrets)
    const reply = await ask('POST', `/bindings/${id}/grant`, { rights })
    expect(reply.json()).toMatchObject({ status: 'active', reminders: 'yes', reports, amounts })
  })

  test('who proved nothing is let in by staff who know them, and welcomed', async () => {
    const { site, ask } = await desk()
    const id = await makeUnproven(site.store, 'guangtong', secrets)
    await ask('POST', `/binding-requests/${id}/accept`, { checked: 'met' })
    expect(await rowOf(site, id)).toMatchObject({
      status: 'active',
      proof: 'staff',
      amounts: 'yes',
    })
    expect(await toldTo(site, id)).toContain('绑定成功，张桂英')
  })

  test('family is not let in without a word on what they may do', async () => {
    const { site, ask } = await desk()
    const id = await makeBound(site.store, 'guangtong', secrets)
    const reply = await ask('POST', `/binding-requests/${id}/accept`, { checked: 'met' })
    expect([reply.statusCode, reply.json().code]).toEqual([409, 'binding_refused'])
    expect(await rowOf(site, id)).toMatchObject({ status: 'asked' })
  })

  test.each([
    ['/binding-requests/:id/refuse', makeBound, 'refused', '没有通过'],
    ['/bindings/:id/end', makeFamily, 'by_staff', '已经解除'],
  ] as const)('%s ends it, and the account hears', async (url, make, endReason, words) => {
    const { site, member, ask } = await desk()
    const id = await make(site.store, 'guangtong', secrets)
    expect((await ask('POST', url.replace(':id', id))).statusCode).toBe(200)
    expect(await rowOf(site, id)).toMatchObject({
      status: 'ended',
      endReason,
      endedById: member.id,
    })
    expect(await toldTo(site, id)).toContain(words)
  })

  test.each([
    ['/agree', { checked: 'phone' }],
    ['/agree', { checked: 'guessed', rights: 'usual' }],
    ['/agree', { checked: 'phone', rights: 'everything' }],
    ['/accept', {}],
  ])('%s with %j is refused and changes nothing', async (verb, body) => {
    const { site, ask } = await desk()
    const id = await makeBound(site.store, 'guangtong', secrets)
    const reply = await ask('POST', `/binding-requests/${id}${verb}`, body)
    expect([reply.statusCode, reply.json().code]).toEqual([400, 'invalid'])
    expect(await rowOf(site, id)).toMatchObject({ status: 'asked' })
  })
})

describe('the lists', () => {
  test('what waits is apart from all, each within the station', async () => {
    const { site, ask } = await desk()
    const [waits, works] = [
      await makeBound(site.store, 'guangtong', secrets),
      await makeFamily(site.store, 'guangtong', secrets),
    ]
    await makeBound(site.store, 'heijing', { ...secrets, name: '外站人' })
    const idsOf = async (url: string) =>
      (await ask('GET', url)).json().items.map(({ id }: { id: string }) => id)
    expect(await idsOf('/binding-requests')).toEqual([waits])
    expect((await idsOf('/bindings')).sort()).toEqual([waits, works].sort())
    expect(await idsOf('/bindings?status=active')).toEqual([works])
    expect(await idsOf('/bindings?station=heijing')).toEqual([])
    expect((await ask('GET', `/binding-requests/${works}`)).statusCode).toBe(404)
  })

  test('a row names the person and the channel, never the account or its id on the platform', async () => {
    const { site, ask } = await desk()
    const id = await makeFamily(site.store, 'guangtong', secrets)
    const row = (await ask('GET', `/bindings/${id}`)).json()
    expect(row).toMatchObject({ retireeName: '张桂英', accountName: 'Telegram', relation: '女儿' })
    expect(JSON.stringify(row)).not.toMatch(/peer\d/)
    const csv = await ask('GET', '/bindings.csv')
    expect(csv.body.split('\n')[0]).toContain('绑定时间')
    expect(csv.body).toContain('张桂英')
  })

  test.each(['sysadmin', 'auditor'] as const)('%s reads none of them', async (role) => {
    const { ask } = await desk(role)
    for (const url of ['/bindings', '/binding-requests', '/personal-requests'])
      expect((await ask('GET', url)).statusCode).toBe(403)
  })

  test('the person’s page tells of accounts and requests', async () => {
    const { site, ask } = await desk()
    const id = await makeFamily(site.store, 'guangtong', secrets)
    await makeAsked(site.store, 'guangtong', secrets)
    const row = await rowOf(site, id)
    const person = (await ask('GET', `/retirees/${row?.retireeId}`)).json()
    expect(person.accounts).toMatchObject([
      {
        id,
        who: '家属（女儿）',
        channel: 'Telegram',
        status: 'active',
        rights: '收提醒、代为反映、看办理进展、看金额',
        until: null,
      },
    ])
    expect(person.requests).toEqual([])
  })
})

describe('本人申请事项', () => {
  test.each([
    ['done', '已办好', '您要更正资料的事办好了。\n电话已改'],
    ['declined', '不能办', '您要更正资料的事，没能办。\n电话已改'],
  ])('%s is told to whom asked, once', async (result, label, told) => {
    const { site, member, ask } = await desk()
    const id = await makeAsked(site.store, 'guangtong', secrets)
    const path = `/personal-requests/${id}`
    expect((await ask('GET', path)).json()).toMatchObject({
      words: secrets.content,
      may: ['settle'],
    })
    const settle = () => ask('POST', `${path}/settle`, { result, answer: '电话已改' })
    expect((await settle()).statusCode).toBe(200)
    const row = (await ask('GET', path)).json()
    expect(row).toMatchObject({
      status: result,
      answer: '电话已改',
      settlerName: member.name,
      may: [],
    })
    const said = await site.store.read.select().from(outbox).where(eq(outbox.kind, 'answer'))
    expect(said.map((one) => readBody(site.store.read, one).text)).toEqual([told])
    expect((await settle()).json().code).toBe('personal_request_settled')
    expect((await ask('GET', '/personal-requests.csv')).body).toContain(label)
  })

  test('without a word for the person nothing is settled', async () => {
    const { site, ask } = await desk()
    const id = await makeAsked(site.store, 'guangtong', secrets)
    const body = { result: 'done', answer: ' ' }
    expect((await ask('POST', `/personal-requests/${id}/settle`, body)).statusCode).toBe(400)
  })
})
