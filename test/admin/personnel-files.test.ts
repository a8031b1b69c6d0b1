import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { makeRetiree, makeStaff } from '../support.ts'
import { type Ask, signInAs, testServer } from './support.ts'

/** 办法 第八条: where a personnel file stands, who has it, and since when it should be back. */
async function archive() {
  const site = await testServer()
  const { id } = await makeRetiree(site.store, { name: '张桂英' })
  const ask = await signInAs(site, await makeStaff(site.store))
  const placed = await ask('POST', `/retirees/${id}/place-file`, {
    place: 'archives',
    shelf: '3柜2盒',
    fileNo: 'A-017',
  })
  const { fileId } = placed.json<{ fileId: string }>()
  const lend = (dueOn: string, borrower = '社保局李科长') =>
    ask('POST', `/personnel-files/${fileId}/lend`, { borrower, purpose: '核对工龄', dueOn })
  return { site, ask, id, fileId, lend, giveBack: `/personnel-files/${fileId}/return` }
}

const names = async (ask: Ask, query: string) =>
  (await ask('GET', `/personnel-files?${query}`))
    .json<{ items: { retireeName: string }[] }>()
    .items.map(({ retireeName }) => retireeName)

describe('第八条: 人事档案', () => {
  test('the person’s page says where the file is, who has it, and when it came back', async () => {
    const { ask, id, fileId, lend, giveBack } = await archive()
    const file = async () => (await ask('GET', `/retirees/${id}`)).json().file
    const place = { place: '县档案馆', shelf: '3柜2盒', fileNo: 'A-017' }
    const home = { ...place, status: '在库', borrower: '', dueOn: null, overdue: false }
    expect(await file()).toEqual(home)
    await lend('2026-03-09')
    expect(await file()).toEqual({
      ...place,
      status: '借出',
      borrower: '社保局李科长',
      dueOn: '2026-03-09',
      overdue: false,
    })
    const again = await lend('2026-03-10', '王科长')
    expect([again.statusCode, again.json().message]).toEqual([
      409,
      '这份档案已借给社保局李科长，还没有归还。',
    ])
    expect((await ask('POST', giveBack)).statusCode).toBe(200)
    expect(await file()).toEqual(home)
    const { loans } = (await ask('GET', `/personnel-files/${fileId}`)).json()
    expect(loans).toMatchObject([
      { borrower: '社保局李科长', borrowedOn: '2026-03-02', returnedOn: '2026-03-02' },
    ])
  })

  test('a person without a file says so', async () => {
    const { site, ask } = await archive()
    const { id } = await makeRetiree(site.store, { name: '李长寿' })
    expect((await ask('GET', `/retirees/${id}`)).json().file).toBeNull()
  })

  test.each([
    ['2026-03-02 09:00', [[], ['张桂英'], ['张桂英']]],
    ['2026-03-05 23:59', [[], ['张桂英'], ['张桂英']]],
    ['2026-03-06 00:00', [['张桂英'], [], ['张桂英']]],
    ['2026-03-09 12:00', [['张桂英'], [], ['张桂英']]],
  ])('due back on the fifth, at %s: overdue, soon and open are %j', async (at, found) => {
    const { site, lend, id } = await archive()
    expect((await lend('2026-03-05')).statusCode).toBe(200)
    site.clock.now = china(at)
    const ask = await signInAs(site, await makeStaff(site.store))
    const lists = ['due=overdue', 'due=soon', 'due=open'].map((query) => names(ask, query))
    expect(await Promise.all(lists)).toEqual(found)
    const { overdue } = (await ask('GET', `/retirees/${id}`)).json().file
    expect(overdue).toBe(found[0]?.length === 1)
  })

  test('what is on its shelf is never overdue, and a loan due in a week is not due soon', async () => {
    const { site, ask, lend, giveBack } = await archive()
    await lend('2026-03-06')
    expect(await names(ask, 'due=soon')).toEqual([])
    expect(await names(ask, 'due=open')).toEqual(['张桂英'])
    await ask('POST', giveBack)
    site.clock.now = china('2026-04-01 09:00')
    const later = await signInAs(site, await makeStaff(site.store))
    for (const due of ['overdue', 'soon', 'open'])
      expect(await names(later, `due=${due}`)).toEqual([])
  })

  test('the file goes with the person to another station, loan and all', async () => {
    const { site, lend, id, fileId } = await archive()
    await lend('2026-03-09')
    const center = await makeStaff(site.store, { role: 'center_clerk', stationId: null })
    const move = { stationId: 'heijing', reason: '搬家' }
    const moved = await (await signInAs(site, center))('POST', `/retirees/${id}/transfer`, move)
    expect(moved.json()).toEqual({ id, moved: 1 })
    const there = await signInAs(site, await makeStaff(site.store, { stationId: 'heijing' }))
    const here = await signInAs(site, await makeStaff(site.store))
    expect(await names(there, 'due=open')).toEqual(['张桂英'])
    expect((await here('POST', `/personnel-files/${fileId}/return`)).statusCode).toBe(404)
    expect((await there('POST', `/personnel-files/${fileId}/return`)).statusCode).toBe(200)
  })
})
