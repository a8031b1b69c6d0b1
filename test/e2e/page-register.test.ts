import { beforeAll, expect, type TestContext, test } from 'vitest'
import { retirees } from '../../db/ledgers/retiree.ts'
import { firmHeadings, firmRows, workbookOf } from '../admin/lists.ts'
import { testServer } from '../admin/support.ts'
import { ensurePages } from '../fakes/built.ts'
import { idNumberFor } from '../people.ts'
import { openStaffPage } from './staff-page.ts'

beforeAll(ensurePages, 240_000)

async function office(context: TestContext, role: 'center_supervisor' | 'station_clerk') {
  const made = await testServer()
  const here = await openStaffPage(context, made)
  await here.member({ role, stationId: role === 'station_clerk' ? 'guangtong' : null })
  await here.enter()
  return { ...made, ...here }
}

test('the center drops a list, sees the fault with its cell, and imports the mended one', async (context) => {
  const { at, says, page, store, shot } = await office(context, 'center_supervisor')
  const rows = firmRows(4)
  const wrong = rows.map((row, index) => (index === 1 ? row.with(2, '532331194505120018') : row))
  const send = async (list: string[][]) => {
    await at('menu-import').click()
    const buffer = await workbookOf(list, firmHeadings)
    const mimeType = 'application/octet-stream'
    await at('file').setInputFiles({ name: '水泥厂名单.xlsx', mimeType, buffer })
    await says('columns').toContain('身份证号码')
    await shot('import-columns')
    await at('send').click()
  }
  await send(wrong)
  await says('counts').toContain('有错 1')
  await says('preview').toContain('C3')
  await shot('import-fault')
  expect(await at('confirm').isDisabled()).toBe(true)

  await send(rows)
  await says('counts').toContain('新增 4')
  await says('preview').toContain('身份证后四位')
  await shot('import-ready')
  await at('confirm').click()
  await page.getByRole('button', { name: '确定' }).click()
  await says('import-status').toContain('已导入')
  expect(await store.read.$count(retirees)).toBe(4)
  await shot('import-done')
}, 90_000)

test('a clerk registers somebody, changes the telephone, and finds them by a part of the name', async (context) => {
  const { at, says, page, shot, choose } = await office(context, 'station_clerk')
  await at('menu-retirees').click()
  await at('register').click()
  await at('field-name').fill('欧阳桂英')
  await at('field-idNumber').fill(idNumberFor('1940-05-12', 2).toLowerCase())
  await at('field-phone').fill('138 0013 8000')
  await at('field-monthlyPensionFen').fill('2345.60')
  await shot('register')
  await at('confirm').click()
  await says('ledger-table').toContain('欧阳桂英')
  await at('search').fill('桂英')
  await at('do-search').click()
  await says('ledger-table').toContain('欧阳桂英')
  await shot('register-list')
  await at('open-row').click()
  await says('name').toContain('欧阳桂英')
  await says('age').toContain('85 岁')
  await at('act-update').click()
  await at('field-phone').fill('13900139000')
  await at('confirm').click()
  await says('changes').toContain('139****9000')
  await at('act-meeting').click()
  await at('field-step').click()
  await choose('全部办完')
  // The page offers the day of the machine, the service stands in March.
  await page.getByRole('combobox', { name: '办理日期' }).fill('2026-03-02')
  await page.keyboard.press('Enter')
  await shot('meeting')
  await at('confirm').click()
  await expect.poll(() => page.getByText('☑ 已签订个人协议').count(), { timeout: 15_000 }).toBe(1)
  await shot('person')
  await at('act-place-file').click()
  await at('field-place').click()
  await choose('县档案馆')
  await at('field-shelf').fill('3柜2盒')
  await at('confirm').click()
  await says('file').toMatch(/县档案馆\s+3柜2盒.*在库/)
  await at('act-add-family').click()
  await at('field-name').fill('李小红')
  await at('field-relation').fill('女儿')
  await at('field-phone').fill('13700137000')
  await at('field-part-contact').click()
  await at('confirm').click()
  await says('changes').toContain('李小红（女儿）137****7000')
  await shot('person-file')
  await at('menu-retirees').click()
  await at('filter-advancedAge').click()
  await choose('高龄')
  await says('ledger-table').toContain('欧阳桂英')
  await shot('register-filtered')
  await at('filter-hardship').click()
  await choose('特困')
  await says('ledger-table').toContain('没有符合条件的记录')
  await at('clear-filters').click()
  await says('ledger-table').toContain('欧阳桂英')
  await at('menu-handover').click()
  await says('progress').toContain('广通镇')
  await shot('progress')
}, 90_000)
