import { describe, expect, test } from 'vitest'
import { extendPetition } from '../../db/ledgers/petition-acts.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { china } from '../../policy/calendar.ts'
import type { Role } from '../../policy/role.ts'
import { actorOf, makeStaff, monday } from '../support.ts'
import { signInAs, type TestServer, testServer } from './support.ts'
import { makeFailure, makeOutgoing, makePetition } from './world.ts'

const words = { name: '张桂英', phone: '', content: '问' }
const day = 86_400_000

const person = (site: TestServer, role: Role): Promise<Staff> =>
  makeStaff(site.store, { role, stationId: role.startsWith('station') ? 'guangtong' : null })

async function mayOf(site: TestServer, member: Staff, path: string): Promise<string[]> {
  const ask = await signInAs(site, member)
  const reply = await ask('GET', path)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json().may
}

describe('what a reader may do to a petition', () => {
  test.each([
    ['registered', ['accept', 'answer', 'transfer']],
    ['accepted', ['answer', 'transfer', 'extend']],
    ['answered', ['close', 'reopen']],
  ] as const)('%s: %j', async (status, verbs) => {
    const site = await testServer()
    const { id } = await makePetition(site.store, 'guangtong', words, status)
    const clerk = await person(site, 'station_clerk')
    expect(await mayOf(site, clerk, `/petitions/${id}`)).toEqual(verbs)
  })

  test('an extension is asked for once, then only the center decides, and once', async () => {
    const site = await testServer()
    const { store } = site
    const { id } = await makePetition(store, 'guangtong', words, 'accepted')
    const [clerk, center] = [
      await person(site, 'station_clerk'),
      await person(site, 'center_clerk'),
    ]
    const path = `/petitions/${id}`
    await store.tx((tx) => extendPetition(tx, id, '情况复杂', actorOf(clerk), monday))
    expect(await mayOf(site, clerk, path)).not.toContain('extend')
    expect(await mayOf(site, center, path)).toContain('extend')

    const ask = await signInAs(site, center)
    expect((await ask('GET', path)).json()).toMatchObject({
      extensionAskedAt: monday,
      extendedAt: null,
    })
    await store.tx((tx) => extendPetition(tx, id, '同意', actorOf(center), monday))
    expect(await mayOf(site, center, path)).not.toContain('extend')
  })

  test('no extension is offered after the limit has passed', async () => {
    const site = await testServer()
    const { id, dueAt } = await makePetition(site.store, 'guangtong', words, 'accepted')
    const center = await person(site, 'center_clerk')
    site.clock.now = dueAt
    expect(await mayOf(site, center, `/petitions/${id}`)).toContain('extend')
    site.clock.now = dueAt + 1
    expect(await mayOf(site, center, `/petitions/${id}`)).not.toContain('extend')
  })

  test('whatever is offered is then done, and what is not is refused', async () => {
    const site = await testServer()
    const clerk = await person(site, 'station_clerk')
    const ask = await signInAs(site, clerk)
    const body = { answer: '办', stationId: 'heijing', reason: '材料不全' }
    const verbs = ['accept', 'answer', 'transfer', 'extend', 'close', 'reopen']
    for (const status of ['registered', 'accepted', 'answered'] as const)
      for (const verb of verbs) {
        const { id } = await makePetition(site.store, 'guangtong', words, status)
        const offered = (await mayOf(site, clerk, `/petitions/${id}`)).includes(verb)
        const reply = await ask('POST', `/petitions/${id}/${verb}`, body)
        expect([status, verb, reply.statusCode]).toEqual([status, verb, offered ? 200 : 409])
      }
  })
})

describe('what a reader may do to an account', () => {
  test.each([
    ['sysadmin', 'auditor', ['disable', 'reset', 'chat-code']],
    ['center_supervisor', 'station_clerk', ['disable', 'reset', 'chat-code']],
    ['center_supervisor', 'sysadmin', []],
    ['station_head', 'station_clerk', []],
  ] as const)('%s to a %s: %j', async (role, other, verbs) => {
    const site = await testServer()
    const [reader, row] = [await person(site, role), await person(site, other)]
    expect(await mayOf(site, reader, `/staff/${row.id}`)).toEqual(verbs)
  })

  test('nobody stops the own account', async () => {
    const site = await testServer()
    const admin = await person(site, 'sysadmin')
    expect(await mayOf(site, admin, `/staff/${admin.id}`)).toEqual(['reset', 'chat-code'])
  })

  test('an account that was stopped gets a new password and nothing else', async () => {
    const site = await testServer()
    const [admin, row] = [await person(site, 'sysadmin'), await person(site, 'station_clerk')]
    const ask = await signInAs(site, admin)
    await ask('POST', `/staff/${row.id}/disable`)
    expect(await mayOf(site, admin, `/staff/${row.id}`)).toEqual(['reset'])
  })
})

describe('what a reader may do to other rows', () => {
  test('a head changes the own station only', async () => {
    const site = await testServer()
    const head = await person(site, 'station_head')
    expect(await mayOf(site, head, '/stations/guangtong')).toEqual(['update'])
    expect(await mayOf(site, head, '/stations/heijing')).toEqual([])
    const clerk = await person(site, 'station_clerk')
    expect(await mayOf(site, clerk, '/stations/guangtong')).toEqual([])
  })

  test('messages are cancelled while they wait and decided while nobody knows', async () => {
    const site = await testServer()
    const clerk = await person(site, 'station_clerk')
    const path = async (status: 'queued' | 'uncertain') =>
      `/outbox/${await makeOutgoing(site.store, 'guangtong', '话', status)}`
    expect(await mayOf(site, clerk, await path('queued'))).toEqual(['cancel'])
    expect(await mayOf(site, clerk, await path('uncertain'))).toEqual(['decide'])
    const failure = await makeFailure(site.store, '话')
    const center = await person(site, 'center_clerk')
    expect(await mayOf(site, center, `/inbox-failures/${failure}`)).toEqual(['retry', 'settle'])
  })
})

describe('the list by time limit', () => {
  test('shows what the day counts: overdue, due within three days, all that is open', async () => {
    const site = await testServer()
    const member = await person(site, 'station_clerk')
    const made = (name: string, received: string, status?: 'answered') =>
      makePetition(site.store, 'guangtong', { ...words, name }, status, china(`${received} 09:00`))
    await made('超期', '2026-03-01')
    await made('今天到期', '2026-03-05')
    await made('三天', '2026-03-08')
    await made('四天', '2026-03-09')
    await made('超期但已答复', '2026-03-01', 'answered')
    site.clock.now = china('2026-03-20 10:00')

    const ask = await signInAs(site, member)
    const names = async (due: string) => {
      const reply = await ask('GET', `/petitions?due=${due}`)
      return reply.json().items.map(({ name }: { name: string }) => name)
    }
    expect(await names('overdue')).toEqual(['超期'])
    expect(await names('soon')).toEqual(['三天', '今天到期'])
    expect(await names('open')).toEqual(['四天', '三天', '今天到期', '超期'])
    const { petitions } = (await ask('GET', '/today')).json()
    expect(petitions).toMatchObject({ overdue: 1, dueSoon: 2, open: 4 })
    const csv = await ask('GET', '/petitions.csv?due=overdue')
    expect(csv.body.split('\r\n')).toHaveLength(3)
  })

  test('moves at the very end of the limit', async () => {
    const site = await testServer()
    const { dueAt } = await makePetition(site.store, 'guangtong', words)
    const counts = async (now: number) => {
      site.clock.now = now
      const ask = await signInAs(site, await person(site, 'station_clerk'))
      const size = async (due: string) =>
        (await ask('GET', `/petitions?due=${due}`)).json().items.length
      return [await size('overdue'), await size('soon')]
    }
    expect(await counts(dueAt - 4 * day)).toEqual([0, 0])
    expect(await counts(dueAt)).toEqual([0, 1])
    expect(await counts(dueAt + 1)).toEqual([1, 0])
  })

  test('only ledgers with a limit take it, and only words they know', async () => {
    const site = await testServer()
    const ask = await signInAs(site, await person(site, 'station_clerk'))
    const wrong = await ask('GET', '/petitions?due=never')
    expect(wrong.json().details).toEqual([
      { field: 'due', message: '期限请从这些中选一个：超期未办、三天内到期、全部待办。' },
    ])
    const { ledgers } = (await ask('GET', '/ledgers')).json()
    const withDue = ledgers.filter(({ filters }: { filters: object }) => 'due' in filters)
    const names = withDue.map(({ name }: { name: string }) => name)
    expect(names).toEqual(expect.arrayContaining(['petitions', 'personnel-files']))
    expect(names).not.toContain('retirees')
  })
})
