import { describe, expect, test } from 'vitest'
import type { Retiree } from '../../db/ledgers/retiree.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { china } from '../../policy/calendar.ts'
import { differenceLabels, meetingSteps } from '../../policy/retiree.ts'
import { bindMember } from '../bot/bind.ts'
import { startCore } from '../bot/core.ts'
import { makeRetiree, makeStaff } from '../support.ts'
import { expectRefusal } from './refusal.ts'
import { type Ask, signInAs, testServer } from './support.ts'
import { makePetition } from './world.ts'

/** A county with a clerk and a head at 广通, a clerk at 黑井 and one at the center, each signed in. */
async function county() {
  const site = await testServer()
  const staff = {
    clerk: await makeStaff(site.store, { name: '老李' }),
    young: await makeStaff(site.store, { name: '小赵' }),
    head: await makeStaff(site.store, { name: '站长', role: 'station_head' }),
    other: await makeStaff(site.store, { name: '黑井人', stationId: 'heijing' }),
    center: await makeStaff(site.store, { name: '王主任', role: 'center_clerk', stationId: null }),
  }
  const signed = Object.entries(staff).map(
    async ([key, member]) => [key, await signInAs(site, member)] as const,
  )
  // Cast: the keys of the very record.
  const as = Object.fromEntries(await Promise.all(signed)) as Record<keyof typeof staff, Ask>
  const person = (values: Partial<Retiree> = {}) => makeRetiree(site.store, values)
  return { site, staff, as, person }
}

const json = async (reply: ReturnType<Ask>) => (await reply).json()

/** What the detail page says of a person. */
const shown = async (ask: Ask, id: string) => json(ask('GET', `/retirees/${id}`))

describe('第七条（一）: the list of a station', () => {
  test.each(
    Object.entries(differenceLabels),
  )('不符 because %s (%s): the center sees it, settles it, and the station reads the answer', async (kind, label) => {
    const { as, person } = await county()
    const { id, name } = await person({ patch: '城东' })
    const note = '邻居说的'
    const checked = await as.clerk('POST', `/retirees/${id}/check`, {
      result: 'differs',
      kind,
      note,
    })
    expect(checked.json()).toMatchObject({ checkResult: 'differs' })
    expectRefusal(await as.clerk('POST', `/retirees/${id}/check`, { result: 'matches' }), 409)

    const [open] = (await json(as.center('GET', '/handover-differences?status=open'))).items
    expect(open).toMatchObject({
      retireeName: name,
      kind,
      note,
      stationName: '广通镇劳动保障工作站',
    })
    const csv = (await as.center('GET', '/handover-differences.csv')).body
    expect(csv).toContain(label)
    const settle = `/handover-differences/${open.id}/settle`
    const answer = { settlement: 'corrected', answer: '资料已经改好，请再核对' }
    expectRefusal(await as.head('POST', settle, answer), 403)
    expectRefusal(await as.center('POST', settle, { settlement: 'corrected', answer: '' }), 400)
    expect((await as.center('POST', settle, answer)).json()).toMatchObject({ status: 'settled' })
    expectRefusal(await as.center('POST', settle, answer), 409)

    const [read] = (await json(as.clerk('GET', '/handover-differences'))).items
    expect(read).toMatchObject({
      status: 'settled',
      settlement: 'corrected',
      answer: answer.answer,
    })
    expect(await shown(as.clerk, id)).toMatchObject({ checkResult: 'unchecked' })
  })

  test.each([
    ['transferred', 'unchecked', 'managed'],
    ['confirmed', 'matches', 'managed'],
    ['withdrawn', 'matches', 'left'],
  ])('settled as %s a person is %s and %s', async (settlement, checkResult, status) => {
    const { as, person } = await county()
    const { id } = await person()
    await as.clerk('POST', `/retirees/${id}/check`, { result: 'differs', kind: 'moved' })
    const [open] = (await json(as.center('GET', '/handover-differences'))).items
    const answer = { settlement, answer: '已核实' }
    await as.center('POST', `/handover-differences/${open.id}/settle`, answer)
    expect(await shown(as.center, id)).toMatchObject({ checkResult, status })
  })

  test('不符 without a reason, and a reason that there is not, are refused and change nothing', async () => {
    const { as, person } = await county()
    const { id } = await person()
    for (const body of [{ result: 'differs' }, { result: 'differs', kind: 'lost' }, { result: '' }])
      expectRefusal(await as.clerk('POST', `/retirees/${id}/check`, body), 400)
    expect(await shown(as.clerk, id)).toMatchObject({ checkResult: 'unchecked' })
    expect((await json(as.center('GET', '/handover-differences'))).items).toEqual([])
  })

  test('what is found in the chat stands on the page, and the page’s answer ends the wait in the chat', async () => {
    const { site, as, person } = await county()
    const { id } = await person({ name: '李长寿' })
    const core = await startCore({ store: site.store, channel: 'wechat' })
    await bindMember(core)
    const clerk = { peerId: 'clerk' }
    await core.talk('核对', clerk)
    await core.talk('2', clerk)
    expect(await core.talk('3', clerk)).toContain('李长寿：不符（查无此人），已报县退管中心')
    const [open] = (await json(as.center('GET', '/handover-differences'))).items
    expect(open).toMatchObject({ retireeName: '李长寿', kind: 'not_found', status: 'open' })
    expect(await core.talk('核对', clerk)).toContain('都核对完了')
    const answer = { settlement: 'corrected', answer: '住址写错了' }
    await as.center('POST', `/handover-differences/${open.id}/settle`, answer)
    expect(await core.talk('核对', clerk)).toMatch(/还有 1 人没核对.*李长寿/s)
    await core.talk('1', clerk)
    expect(await shown(as.clerk, id)).toMatchObject({ checkResult: 'matches' })
  })
})

describe('第七条（二）: meeting everybody', () => {
  test('each step has its day, the first stays, and with all five the person leaves the list', async () => {
    const { as, person } = await county()
    const { id } = await person({ patch: '城东' })
    const mark = (step: string, doneOn: string) =>
      as.clerk('POST', `/retirees/${id}/meeting`, { step, doneOn })
    expectRefusal(await mark('agreed', '2026-03-02'), 409)
    const unmet = async () =>
      (await json(as.clerk('GET', '/handover/unmet?station=guangtong'))).items
    for (const [at, step] of Object.keys(meetingSteps).entries()) {
      expect(await unmet()).toHaveLength(1)
      expect((await mark(step, `2026-02-1${at}`)).statusCode).toBe(200)
    }
    expect(await unmet()).toEqual([])
    await mark('met', '2026-03-01')
    const { meetingSteps: steps, meeting } = await shown(as.clerk, id)
    expect(meeting).toBe('done')
    expect(steps.map(({ doneOn }: { doneOn: string }) => doneOn)).toEqual([
      '2026-02-10',
      '2026-02-11',
      '2026-02-12',
      '2026-02-13',
      '2026-02-14',
    ])
  })

  test.each([
    ['2026-03-03', 409],
    ['2026-02-29', 400],
    ['yesterday', 400],
  ])('a meeting on %s is refused', async (doneOn, status) => {
    const { as, person } = await county()
    const { id } = await person()
    expectRefusal(
      await as.clerk('POST', `/retirees/${id}/meeting`, { step: 'met', doneOn }),
      status,
    )
  })

  test('a long list comes page by page, patch by patch, everybody once', async () => {
    const { as, person } = await county()
    for (let at = 0; at < 230; at++)
      await person({
        patch: ['', '城东', '城西'][at % 3] ?? '',
        name: `张${at < 115 ? '甲' : '乙'}`,
      })
    const seen: string[] = []
    let after = ''
    for (;;) {
      const { items } = await json(as.clerk('GET', `/handover/unmet?station=guangtong${after}`))
      if (items.length === 0) break
      seen.push(...items.map(({ id }: Retiree) => id))
      const last = items.at(-1)
      after = `&afterPatch=${encodeURIComponent(last.patch)}&afterId=${last.id}`
    }
    expect([seen.length, new Set(seen).size]).toEqual([230, 230])
    const east = await json(
      as.clerk('GET', encodeURI('/handover/unmet?station=guangtong&patch=城东')),
    )
    expect(east.items).toHaveLength(77)
    const none = await json(as.clerk('GET', '/handover/unmet?station=guangtong&patch='))
    expect(none.items).toHaveLength(77)
  })
})

describe('how far it is', () => {
  test.each([
    // Monday to Friday: five working days for eleven people.
    ['2026-03-06', 3],
    ['2026-03-02', 11],
    ['2026-03-01', null],
    ['', null],
  ])('towards %s are %s a day', async (target, perDay) => {
    const { as, person } = await county()
    for (let at = 0; at < 11; at++) await person()
    await person({ meeting: 'done', checkResult: 'matches' })
    const query = target === '' ? '' : `?target=${target}`
    const { today, items } = await json(as.center('GET', `/handover/progress${query}`))
    expect(today).toBe('2026-03-02')
    expect(items).toMatchObject([{ total: 12, complete: 1, checked: 1, perDay }])
  })

  test.each([
    '2026-02-30',
    'soon',
    '2026-7-31',
  ])('a target %s is refused in words', async (target) => {
    const { as } = await county()
    const refused = await as.center('GET', `/handover/progress?target=${target}`)
    expectRefusal(refused, 400)
    expect(refused.body).toContain('2026-07-31')
  })

  test.each([
    ['2026-03-02 09:00', 5],
    ['2026-03-02 23:59', 5],
    ['2026-03-03 00:00', 10],
    ['2026-03-04 00:00', null],
  ])('the day is China’s: at %s ten people until the third are %s a day', async (at, perDay) => {
    const { site, staff, person } = await county()
    for (let n = 0; n < 10; n++) await person()
    site.clock.now = china(at)
    const ask = await signInAs(site, staff.center)
    const { items } = await json(ask('GET', '/handover/progress?target=2026-03-03'))
    expect(items[0].perDay).toBe(perDay)
  })
})

describe('第五条: people change units', () => {
  const move = { stationId: 'heijing', reason: '按居住地划分' }

  test.each<[string, object, number]>([
    ['by name', { ids: ['first', 'second'] }, 2],
    ['a patch', { fromStationId: 'guangtong', patch: '城东' }, 1],
    ['whoever has no patch', { fromStationId: 'guangtong', patch: '' }, 1],
    ['the whole station', { fromStationId: 'guangtong' }, 3],
  ])('%s at once, with the dates of before and after', async (_how, chosen, moved) => {
    const { as, person } = await county()
    const made = {
      first: await person({ patch: '城东' }),
      second: await person({ patch: '城西' }),
      third: await person(),
    }
    const ids = 'ids' in chosen ? { ids: [made.first.id, made.second.id] } : {}
    const reply = await as.center('POST', '/handover/reassign', { ...chosen, ...ids, ...move })
    expect(reply.json()).toEqual({ moved })
    const there = (await json(as.other('GET', '/retirees'))).items
    expect(there).toHaveLength(moved)
    const { units } = await shown(as.other, there[0].id)
    expect(units.at(-1)).toMatchObject({ fromOn: '2026-03-02', toOn: null, reason: '按居住地划分' })
    expect((await json(as.clerk('GET', '/retirees'))).items).toHaveLength(3 - moved)
  })

  test.each<[string, object, number]>([
    ['nobody', { ids: [] }, 400],
    ['a patch where nobody lives', { fromStationId: 'guangtong', patch: '无人' }, 404],
    ['a station that there is not', { fromStationId: 'guangtong', stationId: 'mars' }, 404],
    ['no reason', { fromStationId: 'guangtong', reason: '' }, 400],
    ['nothing chosen', {}, 404],
  ])('%s: refused, and nobody moves', async (_what, body, status) => {
    const { as, person } = await county()
    await person({ patch: '城东' })
    expectRefusal(await as.center('POST', '/handover/reassign', { ...move, ...body }), status)
    expect((await json(as.clerk('GET', '/retirees'))).items).toHaveLength(1)
  })

  test('one who stays with the center keeps all the others too', async () => {
    const { as, person } = await county()
    const ids = [
      (await person()).id,
      (await person({ category: 'policy_redressee', stationId: 'center' })).id,
    ]
    const refused = await as.center('POST', '/handover/reassign', { ids, ...move })
    expectRefusal(refused, 409)
    expect((await json(as.clerk('GET', '/retirees'))).items).toHaveLength(1)
  })
})

type Name = 'clerk' | 'young' | 'head' | 'other' | 'center'

describe('第六条: work changes hands', () => {
  const give = (from: Staff, to: Staff) => ({ fromId: from.id, toId: to.id })

  test('a patch gets its clerk, and everything of one clerk goes to another in one act', async () => {
    const { site, staff, as, person } = await county()
    for (const patch of ['城东', '城东', '城西']) await person({ patch })
    const assign = { stationId: 'guangtong', patch: '城东', staffId: staff.clerk.id }
    expect((await as.head('POST', '/handover/assign', assign)).json()).toEqual({ people: 2 })
    const secrets = { name: '张桂英', phone: '', content: '路灯坏了' }
    const { id } = await makePetition(site.store, 'guangtong', secrets)
    await as.clerk('POST', `/petitions/${id}/accept`, {})
    const load = async () =>
      (await json(as.head('GET', '/handover/desk?station=guangtong'))).colleagues
        .filter(
          ({ people, petitions }: Record<string, number>) => Number(people) + Number(petitions) > 0,
        )
        .map(({ name, people, petitions }: Record<string, unknown>) => [name, people, petitions])
    expect(await load()).toEqual([['老李', 2, 1]])
    const given = await as.head('POST', '/handover/work', give(staff.clerk, staff.young))
    expect(given.json()).toEqual({ people: 2, petitions: 1 })
    expect(await load()).toEqual([['小赵', 2, 1]])
    expect((await json(as.young('GET', `/petitions/${id}`))).handlerName).toBe('小赵')
  })

  test.each<[string, Name, Name, Name, number]>([
    ['a clerk gives nothing away', 'clerk', 'young', 'clerk', 403],
    ['not to somebody of elsewhere', 'clerk', 'other', 'center', 409],
    ['not from elsewhere by a head', 'other', 'young', 'head', 404],
    ['not to oneself', 'clerk', 'clerk', 'head', 409],
  ])('%s', async (_what, from, to, who, status) => {
    const { staff, as } = await county()
    expectRefusal(await as[who]('POST', '/handover/work', give(staff[from], staff[to])), status)
  })

  test('an account that was stopped is shown until its work is given on', async () => {
    const { site, staff, as, person } = await county()
    await person()
    const assign = { stationId: 'guangtong', staffId: staff.clerk.id }
    expect((await as.head('POST', '/handover/assign', assign)).json()).toEqual({ people: 1 })
    const root = await makeStaff(site.store, { role: 'sysadmin', stationId: null })
    const stop = await (await signInAs(site, root))('POST', `/staff/${staff.clerk.id}/disable`, {})
    expect(stop.statusCode).toBe(200)
    const names = async () =>
      (await json(as.head('GET', '/handover/desk?station=guangtong'))).colleagues.map(
        ({ name }: { name: string }) => name,
      )
    expect(await names()).toContain('老李')
    expectRefusal(await as.head('POST', '/handover/assign', assign), 409)
    await as.head('POST', '/handover/work', give(staff.clerk, staff.young))
    expect(await names()).not.toContain('老李')
  })
})
