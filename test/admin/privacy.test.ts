import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { erasures } from '../../db/ledgers/erasure.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { personExports } from '../../db/ledgers/person-export.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { retireeChanges } from '../../db/ledgers/retiree-history.ts'
import { entryOf } from '../../db/privacy/register.ts'
import { exportReasonLabels, revealReasonLabels } from '../../policy/privacy.ts'
import { roles } from '../../policy/role.ts'
import { eraseApproved } from '../../scheduler/jobs/erase-approved.ts'
import { idNumberFor, newPerson } from '../people.ts'
import { makeStaff, monday, system, testFolder } from '../support.ts'
import { signInAs, type TestServer, testServer } from './support.ts'
import { makePetition } from './world.ts'

const minute = 60_000
const residence = '禄丰县广通镇解放路一号'

async function register(site: TestServer, stationId = 'guangtong', idNumber?: string) {
  const person = newPerson({ stationId, ...(idNumber && { idNumber }) })
  const row = await site.store.tx((tx) => registerRetiree(tx, person, system, monday))
  const child = { name: '李小红', relation: '女儿', phone: '13900139000', part: 'contact' } as const
  const member = await site.store.tx((tx) => addFamilyMember(tx, row.id, child, system, monday))
  return { id: row.id, memberId: member.id, idNumber: person.idNumber }
}

const as = async (site: TestServer, values: Parameters<typeof makeStaff>[1] = {}) => {
  const member = await makeStaff(site.store, values)
  return { member, ask: await signInAs(site, member) }
}

const supervisor = { role: 'center_supervisor', stationId: null } as const
const head = { role: 'station_head' } as const

const entriesOf = async ({ store }: TestServer, action: string) =>
  (await store.read.select().from(auditEntries)).filter((entry) => entry.action === action)

describe('查看完整的号码或地址', () => {
  test('gives one value, and writes who, whom, which and why, never the value', async () => {
    const site = await testServer()
    const { id, memberId, idNumber } = await register(site)
    const { member, ask } = await as(site)
    const given = [
      ['idNumber', idNumber, {}],
      ['phone', '13800138000', {}],
      ['residence', residence, {}],
      ['familyPhone', '13900139000', { memberId }],
    ] as const
    for (const [field, value, more] of given) {
      const reply = await ask('POST', `/retirees/${id}/reveal`, { field, reason: 'visit', ...more })
      expect([reply.statusCode, reply.json()]).toEqual([200, { field, value, seconds: 30 }])
      expect(reply.headers['cache-control']).toBe('private, no-store')
    }
    const entries = await entriesOf(site, 'retiree.reveal')
    expect(entries.map(({ actorId, subject }) => [actorId, subject])).toEqual(
      given.map(() => [member.id, `retirees:${id}`]),
    )
    expect(entries.map(({ detail }) => JSON.parse(detail).field)).toEqual(given.map(([f]) => f))
    expect(JSON.stringify([entries, site.lines])).not.toMatch(/1380013|1390013|解放路|532331/)
  })

  test.each([
    ['without a reason', { field: 'phone' }, 400],
    ['with a reason of their own', { field: 'phone', reason: 'curious' }, 400],
    ['of what is not hidden', { field: 'name', reason: 'visit' }, 400],
    [
      'of a relative who is not theirs',
      { field: 'familyPhone', reason: 'visit', memberId: 'x' },
      404,
    ],
  ])('is refused %s, and leaves no entry', async (_, body, status) => {
    const site = await testServer()
    const { id } = await register(site)
    const { ask } = await as(site)
    expect((await ask('POST', `/retirees/${id}/reveal`, body)).statusCode).toBe(status)
    expect(await entriesOf(site, 'retiree.reveal')).toEqual([])
  })

  test('of what was never recorded says so', async () => {
    const site = await testServer()
    const person = newPerson({ phone: '' })
    const { id } = await site.store.tx((tx) => registerRetiree(tx, person, system, monday))
    const { ask } = await as(site)
    const reply = await ask('POST', `/retirees/${id}/reveal`, { field: 'phone', reason: 'contact' })
    expect([reply.statusCode, reply.json().message]).toEqual([409, '还没有登记联系电话。'])
  })

  test('a relative of somebody else cannot be opened through a person of one’s own', async () => {
    const site = await testServer()
    const own = await register(site)
    const foreign = await register(site, 'heijing', idNumberFor('1941-03-04', 2))
    const { ask } = await as(site)
    const body = { field: 'familyPhone', reason: 'contact', memberId: foreign.memberId }
    for (const id of [own.id, foreign.id])
      expect((await ask('POST', `/retirees/${id}/reveal`, body)).statusCode).toBe(404)
  })
})

describe('谁看过谁', () => {
  test('opening a page is a look, once an hour', async () => {
    const site = await testServer()
    const { id } = await register(site)
    const { ask } = await as(site)
    await ask('GET', `/retirees/${id}`)
    site.clock.now += 59 * minute
    await ask('GET', `/retirees/${id}`)
    expect(await entriesOf(site, 'retiree.view')).toHaveLength(1)
    site.clock.now += 2 * minute
    // The session was idle for two hours at most: a fresh one looks again.
    const again = await signInAs(site, (await as(site)).member)
    await again('GET', `/retirees/${id}`)
    expect(await entriesOf(site, 'retiree.view')).toHaveLength(2)
  })

  test('a list is no look at anybody, a foreign person cannot be looked at', async () => {
    const site = await testServer()
    const { id } = await register(site, 'heijing')
    const { ask } = await as(site)
    await ask('GET', '/retirees')
    expect((await ask('GET', `/retirees/${id}`)).statusCode).toBe(404)
    expect(await entriesOf(site, 'retiree.view')).toEqual([])
  })

  async function looked() {
    const site = await testServer()
    const [one, other] = [
      await register(site),
      await register(site, 'guangtong', idNumberFor('1941-03-04', 2)),
    ]
    const clerk = await as(site, { name: '李明' })
    const chief = await as(site, { ...head, name: '王红' })
    await clerk.ask('GET', `/retirees/${one.id}`)
    site.clock.now += minute
    await clerk.ask('POST', `/retirees/${one.id}/reveal`, { field: 'phone', reason: 'visit' })
    site.clock.now += minute
    await chief.ask('GET', `/retirees/${other.id}`)
    const { id: petitionId } = await makePetition(site.store, 'guangtong', {
      name: '张桂英',
      phone: '1',
      content: '问',
    })
    await chief.ask('GET', `/petitions/${petitionId}`)
    await chief.ask('GET', '/retirees.csv')
    return { site, one, other, clerk, chief, watch: await as(site, supervisor) }
  }

  test('is told by person, by staff and by period, the newest first, in names', async () => {
    const { site, one, clerk, chief, watch } = await looked()
    const told = async (query: string) => {
      const reply = await watch.ask('GET', `/privacy/looks${query}`)
      expect(reply.statusCode).toBe(200)
      return reply
        .json()
        .items.map((look: Record<string, string>) => [
          look['staffName'],
          look['action'],
          look['subjectName'],
        ])
    }
    expect(await told(`?retiree=${one.id}`)).toEqual([
      ['李明', '查看完整号码地址', '管理服务对象 张桂英'],
      ['李明', '查看人员资料', '管理服务对象 张桂英'],
    ])
    expect(await told(`?staff=${chief.member.id}`)).toEqual([
      ['王红', '导出或打印台账', '管理服务对象基本信息台账'],
      ['王红', '查看来信来访', expect.stringMatching(/^来信来访 GT2026\d+$/)],
      ['王红', '查看人员资料', '管理服务对象 张桂英'],
    ])
    expect(await told(`?staff=${clerk.member.id}&from=2026-03-03`)).toEqual([])
    expect(await told(`?staff=${clerk.member.id}&to=2026-03-02`)).toHaveLength(2)
    expect(await told('')).toHaveLength(5)
    const page = await watch.ask('GET', '/privacy/looks?limit=3')
    const rest = await watch.ask('GET', `/privacy/looks?limit=3&cursor=${page.json().nextCursor}`)
    expect([page.json().items.length, rest.json().items.length, rest.json().nextCursor]).toEqual([
      3,
      2,
      null,
    ])
    const csv = await readXlsx(
      (await watch.ask('GET', `/privacy/looks.xlsx?retiree=${one.id}`)).rawPayload,
    )
    expect(JSON.stringify(csv)).toContain('联系电话，上门走访')
    const paper = await watch.ask('GET', '/privacy/looks/print')
    expect(paper.body).toContain('王红')
    expect((await watch.ask('GET', '/privacy/looks?cursor=x')).statusCode).toBe(400)
    expect(JSON.stringify(site.lines)).not.toMatch(/张桂英|13800138000/)
    const copies = await entriesOf(site, 'ledger.export')
    expect(copies.map(({ subject }) => subject)).toContain('ledgers:privacy-looks')
  })

  test('an auditor reads it without the names of people; sysadmin and stations do not read it', async () => {
    const { site, one } = await looked()
    const { ask } = await as(site, { role: 'auditor', stationId: null })
    for (const url of [
      '/privacy/looks',
      '/privacy/looks/print',
      '/audit-entries',
      '/audit-entries.csv',
    ]) {
      const reply = await ask('GET', url)
      expect(reply.statusCode).toBe(200)
      expect(reply.body).not.toContain('张桂英')
      expect(reply.body).toContain(`管理服务对象 …${one.id.slice(-6)}`)
      expect(reply.body).toContain('李明')
    }
    for (const role of roles.filter((one) => !['auditor', 'center_supervisor'].includes(one))) {
      const { ask: other } = await as(site, { role })
      expect([role, (await other('GET', '/privacy/looks')).statusCode]).toEqual([role, 403])
    }
  })
})

describe('查阅、复制', () => {
  test.each(
    Object.keys(exportReasonLabels),
  )('for the reason %s gives a workbook, a paper and JSON', async (reason) => {
    const site = await testServer()
    const { id, idNumber } = await register(site)
    const { ask } = await as(site, head)
    const made = await ask('POST', `/retirees/${id}/export`, { reason })
    expect(made.statusCode).toBe(201)
    const masked = reason === 'check'
    expect(made.json()).toMatchObject({
      masked: masked ? 'yes' : 'no',
      expiresAt: monday + 30 * minute,
    })
    const at = `/person-exports/${made.json().id}`
    const book = await ask('GET', `${at}/data.xlsx`)
    expect(book.headers['content-disposition']).toContain('filename*')
    const texts = [
      JSON.stringify(await readXlsx(book.rawPayload)),
      (await ask('GET', `${at}/data.json`)).body,
      (await ask('GET', `${at}/print`)).body,
    ]
    for (const text of texts) {
      for (const word of ['张桂英', '李小红', '管理单位变动', '谁看过这份资料', '查阅复制个人信息'])
        expect(text).toContain(word)
      for (const secret of [idNumber, '13800138000', '13900139000', residence])
        expect([secret, text.includes(secret)]).toEqual([secret, !masked])
    }
    const [row] = await site.store.read.select().from(personExports)
    expect(row).toMatchObject({ retireeId: id, reason, masked: masked ? 'yes' : 'no' })
    expect((await entriesOf(site, 'retiree.export'))[0]?.subject).toBe(`retirees:${id}`)
  })

  test('only whoever asked can fetch it, and only for half an hour', async () => {
    const site = await testServer()
    const { id } = await register(site)
    const { ask } = await as(site, head)
    const made = await ask('POST', `/retirees/${id}/export`, { reason: 'request' })
    const url = `/person-exports/${made.json().id}/data.json`
    const other = await as(site, supervisor)
    expect((await other.ask('GET', url)).statusCode).toBe(404)
    expect((await ask('GET', url)).statusCode).toBe(200)
    site.clock.now += 30 * minute
    const late = await signInAs(
      site,
      (await site.store.read.select().from(personExports)).map(({ staffId }) => ({
        ...other.member,
        id: staffId,
      }))[0] ?? other.member,
    )
    expect((await late('GET', url)).statusCode).toBe(404)
  })

  test('clerks, the system administrator and the auditor cannot make one', async () => {
    const site = await testServer()
    const { id } = await register(site)
    for (const role of ['station_clerk', 'center_clerk', 'sysadmin', 'auditor'] as const) {
      const { ask } = await as(site, { role })
      const reply = await ask('POST', `/retirees/${id}/export`, { reason: 'request' })
      expect([role, reply.statusCode]).toEqual([role, 403])
    }
    expect(await site.store.read.$count(personExports)).toBe(0)
  })
})

describe('更正', () => {
  /** What follows from another field, or is the work of other acts. */
  const derived = ['sex', 'bornOn', 'idLast4', 'enterpriseId', 'vital', 'clerkId']

  test('covers every field of the register, and keeps what was there before', async () => {
    const site = await testServer()
    const { id } = await register(site)
    const { ask } = await as(site)
    const { ledgers } = (await ask('GET', '/ledgers')).json()
    const register_ = ledgers.find(({ name }: { name: string }) => name === 'retirees')
    const keys: string[] = register_.updateForm.inputs.map(({ key }: { key: string }) => key)
    const wanted = Object.entries(entryOf(retirees).columns)
      .filter(([key, { internal }]) => internal !== true && !derived.includes(key))
      .map(([key]) => key)
    expect(keys).toEqual(expect.arrayContaining([...wanted, 'enterprise']))
    const change = {
      name: '张桂兰',
      idNumber: idNumberFor('1946-06-13', 4),
      phone: '13700137000',
      residence: '新地址二号',
      patch: '城东',
      enterprise: '新厂',
      hardship: 'yes',
      monthlyPensionFen: 300_000,
      workStartedOn: '1965-01-01',
      retiredOn: '2001-01-01',
      personType: 'freelancer',
    }
    expect((await ask('PATCH', `/retirees/${id}`, change)).statusCode).toBe(200)
    const fields = (await site.store.read.select().from(retireeChanges)).map(({ field }) => field)
    expect(fields).toEqual(
      expect.arrayContaining(['name', 'idNumber', 'bornOn', 'phone', 'residence', 'enterpriseId']),
    )
    const found = await ask('GET', `/retirees?q=${encodeURIComponent('桂兰')}`)
    expect(found.json().items).toHaveLength(1)
    expect((await ask('GET', `/retirees?q=${encodeURIComponent('桂英')}`)).json().items).toEqual([])
  })
})

describe('删除', () => {
  const asked = { ground: 'expired', reason: '本人来站要求' } as const

  async function gone() {
    const site = await testServer()
    const { id, idNumber } = await register(site)
    await site.store.tx((tx) => tx.update(retirees).set({ status: 'left', vital: 'living' }))
    return { site, id, idNumber, chief: await as(site, head), boss: await as(site, supervisor) }
  }
  type Gone = Awaited<ReturnType<typeof gone>>

  const request = async ({ chief, id }: Gone, body: object = asked) =>
    chief.ask('POST', `/retirees/${id}/ask-erasure`, body)
  const run = ({ site }: Gone) => {
    const folder = testFolder()
    const files = { attachments: folder, erased: `${folder}/erased.jsonl` }
    return eraseApproved.run({ store: site.store, tick: site.clock.now, files })
  }

  test('a station asks, the center approves, and nobody finds the person any more', async () => {
    const here = await gone()
    const { id, idNumber, boss, chief, site } = here
    const { erasureId } = (await request(here)).json()
    expect((await boss.ask('POST', `/erasures/${erasureId}/approve`)).statusCode).toBe(200)
    await run(here)
    const detail = await chief.ask('GET', `/retirees/${id}`)
    expect(detail.json()).toMatchObject({
      name: '（已删除）',
      family: [],
      phone: null,
      idNumber: null,
    })
    for (const q of ['桂英', idNumber, idNumber.slice(-4), '13800138000']) {
      const reply = await boss.ask('GET', `/retirees?q=${encodeURIComponent(q)}`)
      expect([q, reply.json().items]).toEqual([q, []])
    }
    const row = (await boss.ask('GET', `/erasures/${erasureId}`)).json()
    expect(row).toMatchObject({ status: 'done', reason: '本人来站要求', askedByName: '李明' })
    // The number is free: the same person can be registered anew.
    const again = await chief.ask('POST', '/retirees', {
      ...newPerson({ idNumber }),
      alike: 'other_person',
    })
    expect(again.statusCode).toBe(201)
    expect(JSON.stringify(site.lines)).not.toContain('张桂英')
  })

  test('whoever asked cannot approve, even of the center; a station cannot approve at all', async () => {
    const here = await gone()
    const { id, boss, chief, site } = here
    const own = await boss.ask('POST', `/retirees/${id}/ask-erasure`, asked)
    const url = `/erasures/${own.json().erasureId}/approve`
    const reply = await boss.ask('POST', url)
    expect([reply.statusCode, reply.json().message]).toEqual([
      409,
      expect.stringContaining('另一人'),
    ])
    expect((await chief.ask('POST', url)).statusCode).toBe(403)
    const second = await as(site, supervisor)
    expect((await second.ask('POST', url)).statusCode).toBe(200)
    expect((await second.ask('POST', url)).statusCode).toBe(409)
  })

  test('refused, everything stays; asked again, it can be approved', async () => {
    const here = await gone()
    const { boss, site } = here
    const { erasureId } = (await request(here)).json()
    expect((await request(here)).json().message).toContain('没有办完')
    await boss.ask('POST', `/erasures/${erasureId}/refuse`)
    await run(here)
    expect((await site.store.read.select().from(retirees))[0]?.name).toBe('张桂英')
    expect((await request(here)).statusCode).toBe(200)
  })

  test.each([
    ['somebody who is managed', { status: 'managed' }, 'expired', '不能删除'],
    ['somebody who is coming', { status: 'incoming' }, 'expired', '不能删除'],
    ['a wrong entry that is managed', { status: 'managed' }, 'wrong', '先办理退回'],
  ] as const)('the law keeps %s', async (_, set, ground, words) => {
    const here = await gone()
    await here.site.store.tx((tx) => tx.update(retirees).set(set))
    const reply = await request(here, { ...asked, ground })
    expect([reply.statusCode, reply.json().message]).toEqual([409, expect.stringContaining(words)])
    expect(await here.site.store.read.$count(erasures)).toBe(0)
  })

  test.each([
    ['a wrong entry that nobody took over', { status: 'incoming' }, 'wrong'],
    ['somebody who died', { status: 'managed', vital: 'deceased' }, 'expired'],
    ['what rests on the consent of somebody who is managed', { status: 'managed' }, 'consent'],
  ] as const)('the law lets %s go', async (_, set, ground) => {
    const here = await gone()
    await here.site.store.tx((tx) => tx.update(retirees).set(set))
    expect((await request(here, { ...asked, ground })).statusCode).toBe(200)
  })

  test('what was managed again since is not approved', async () => {
    const here = await gone()
    const { erasureId } = (await request(here)).json()
    await here.site.store.tx((tx) => tx.update(retirees).set({ status: 'managed' }))
    const reply = await here.boss.ask('POST', `/erasures/${erasureId}/approve`)
    expect([reply.statusCode, reply.json().code]).toEqual([409, 'erasure_refused'])
  })

  test('the progress of the stations still adds up', async () => {
    const here = await gone()
    const other = await register(here.site, 'guangtong', idNumberFor('1941-03-04', 2))
    const progress = async () => (await here.boss.ask('GET', '/handover/progress')).json().items
    const before = await progress()
    const { erasureId } = (await request(here)).json()
    await here.boss.ask('POST', `/erasures/${erasureId}/approve`)
    await run(here)
    expect(await progress()).toEqual(before)
    expect(other.id).not.toBe(here.id)
  })
})

describe('字段登记表', () => {
  test.each(roles)('%s reads it, as a list, a workbook and a paper', async (role) => {
    const site = await testServer()
    const { ask } = await as(site, { role })
    const { items } = (await ask('GET', '/privacy/fields')).json()
    expect(items.length).toBeGreaterThan(120)
    const book = JSON.stringify(
      await readXlsx((await ask('GET', '/privacy/fields.xlsx')).rawPayload),
    )
    const paper = (await ask('GET', '/privacy/fields/print')).body
    for (const text of [book, paper])
      for (const word of ['身份证号码', '处理目的', '履行法定职责', '加密', '站长'])
        expect(text).toContain(word)
  })

  test('says what was deleted by night', async () => {
    const site = await testServer()
    const { ask } = await as(site)
    expect((await ask('GET', '/privacy/retention')).json()).toEqual({ items: [], nextCursor: null })
  })

  test('the reasons for opening and for copying are told apart in the audit', () => {
    const both = Object.keys(revealReasonLabels).filter((key) => key in exportReasonLabels)
    expect(both).toEqual([])
  })
})
