import { describe, expect, test } from 'vitest'
import { addFamilyMember, familyOf, removeFamilyMember } from '../../db/ledgers/family-member.ts'
import { checklistsOf, markIntake, markMeeting } from '../../db/ledgers/intake.ts'
import { personnelFileLoans } from '../../db/ledgers/personnel-file.ts'
import { lendFile, loansOf, placeFile, returnFile } from '../../db/ledgers/personnel-file-acts.ts'
import { retireeById } from '../../db/ledgers/retiree.ts'
import { familyMembers } from '../../db/ledgers/retiree-parts.ts'
import { countyScope } from '../../db/scope.ts'
import type { IntakeStep, MeetingStep } from '../../policy/retiree.ts'
import { actorOf, makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

const today = '2026-03-02'

describe('第四条: 接收手续', () => {
  test('somebody is 在管 when all three are done, in any order, and not before', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store, { status: 'incoming' })
    const mark = (step: IntakeStep) =>
      store.tx((tx) => markIntake(tx, id, step, today, system, monday))
    expect((await mark('paid_in')).status).toBe('incoming')
    expect((await mark('paid_in')).status).toBe('incoming')
    expect((await mark('papers_complete')).status).toBe('incoming')
    expect((await mark('handed_over')).status).toBe('managed')
    expect((await retireeById(store.read, countyScope, id)).status).toBe('managed')
  })

  test('marking a step again keeps its first day', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    for (const day of ['2026-03-01', '2026-03-02'])
      await store.tx((tx) => markIntake(tx, id, 'paid_in', day, system, monday))
    const { intake } = await checklistsOf(store.read, id)
    expect(intake).toEqual([
      { step: 'handed_over', label: '企业交人', doneOn: null },
      { step: 'paid_in', label: '缴费进站', doneOn: '2026-03-01' },
      { step: 'papers_complete', label: '完善手续', doneOn: null },
    ])
  })

  test('tomorrow cannot be a day on which something was done', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const work = store.tx((tx) => markIntake(tx, id, 'paid_in', '2026-03-03', system, monday))
    await expect(work).rejects.toThrow('不能晚于今天')
  })
})

describe('第七条（二）: 逐一见面', () => {
  test.each<[readonly MeetingStep[], string]>([
    [['met'], 'begun'],
    [['met', 'agreed', 'explained', 'understood'], 'begun'],
    [['met', 'agreed', 'explained', 'understood', 'contactTold'], 'done'],
  ])('%j make it %s', async (steps, state) => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const row = await store.tx((tx) => markMeeting(tx, id, steps, today, system, monday))
    expect(row.meeting).toBe(state)
  })

  test('nothing can be signed with somebody who was not met', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const work = store.tx((tx) => markMeeting(tx, id, ['agreed'], today, system, monday))
    await expect(work).rejects.toThrow('请先登记已见面')
    expect(
      (await checklistsOf(store.read, id)).meetingSteps.every(({ doneOn }) => doneOn === null),
    ).toBe(true)
  })

  test('a foreign clerk meets nobody', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store, { stationId: 'heijing' })
    const clerk = actorOf(await makeStaff(store))
    const work = store.tx((tx) => markMeeting(tx, id, ['met'], today, clerk, monday))
    await expect(work).rejects.toThrow('没有找到')
  })
})

describe('family', () => {
  const daughter = {
    name: '李 小红',
    relation: '女儿',
    phone: '139 0013 9000',
    part: 'contact',
  } as const

  test('is kept with sealed telephones and shown masked, whom to call first before others', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const son = { name: '李小明', relation: '儿子', part: 'member' } as const
    const added = await store.tx(async (tx) => {
      await addFamilyMember(tx, id, son, system, monday)
      return addFamilyMember(tx, id, daughter, system, monday)
    })
    expect(await familyOf(store.read, id)).toMatchObject([
      { name: '李小红', relation: '女儿', part: 'contact', phone: '139****9000' },
      { name: '李小明', relation: '儿子', part: 'member', phone: null },
    ])
    expect(added.phone?.toString('latin1')).not.toContain('13900139000')
  })

  test('is taken off by whoever may see the person, of this very person', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const { id: otherId } = await makeRetiree(store, { name: '李长寿' })
    const added = await store.tx((tx) => addFamilyMember(tx, id, daughter, system, monday))
    const remove = (from: string) =>
      store.tx((tx) => removeFamilyMember(tx, from, added.id, system, monday))
    await expect(remove(otherId)).rejects.toThrow('没有找到')
    await remove(id)
    expect(await store.read.$count(familyMembers)).toBe(0)
  })

  test.each([
    [{ ...daughter, phone: '12' }, '联系电话'],
    [{ ...daughter, name: '李' }, '姓名至少'],
  ])('%j is refused', async (member, why) => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const work = store.tx((tx) => addFamilyMember(tx, id, member, system, monday))
    await expect(work).rejects.toThrow(why)
  })
})

describe('第八条: 人事档案', () => {
  const loan = { borrower: '社保局李科长', purpose: '核对工龄', dueOn: '2026-03-09' }

  test('has one place; lent once at a time, brought back, and every loan is on record', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const place = (shelf: string) =>
      store.tx((tx) => placeFile(tx, id, { place: 'archives', shelf }, system, monday))
    const file = await place('三柜')
    expect((await place('四柜')).id).toBe(file.id)

    const lend = () => store.tx((tx) => lendFile(tx, file.id, loan, system, monday))
    expect(await lend()).toMatchObject({ status: 'out', borrower: '社保局李科长' })
    await expect(lend()).rejects.toThrow('还没有归还')
    const back = () => store.tx((tx) => returnFile(tx, file.id, system, monday))
    expect(await back()).toMatchObject({ status: 'in', borrower: '', dueOn: null })
    await expect(back()).rejects.toThrow('没有借出')
    await lend()
    expect((await loansOf(store.read, file.id)).map((one) => one.returnedOn)).toEqual([null, today])
  })

  test('is not due before today', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const work = store.tx(async (tx) => {
      const file = await placeFile(tx, id, { place: 'center' }, system, monday)
      return lendFile(tx, file.id, { ...loan, dueOn: '2026-03-01' }, system, monday)
    })
    await expect(work).rejects.toThrow('不能早于今天')
    expect(await store.read.$count(personnelFileLoans)).toBe(0)
  })

  test('of a foreign person is found by nobody else', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store, { stationId: 'heijing' })
    const clerk = actorOf(await makeStaff(store))
    const file = await store.tx((tx) => placeFile(tx, id, { place: 'firm' }, system, monday))
    const lend = store.tx((tx) => lendFile(tx, file.id, loan, clerk, monday))
    await expect(lend).rejects.toThrow('没有找到')
  })
})
