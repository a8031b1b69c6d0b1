import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, type TestContext, test } from 'vitest'
import { contactCards, findCardByCode } from '../../db/ledgers/contact-card.ts'
import { cardCode } from '../../db/ledgers/contact-card-acts.ts'
import { testServer } from '../admin/support.ts'
import { ensurePages } from '../fakes/built.ts'
import { makeRetiree } from '../support.ts'
import { chromiumAt } from './browser.ts'
import { makeReader } from './read-qr.ts'
import { openStaffPage } from './staff-page.ts'

const publicUrl = 'https://tuiguan.example.cn'

beforeAll(ensurePages, 240_000)

async function office(context: TestContext, role: 'center_supervisor' | 'station_clerk') {
  const made = await testServer({ config: { publicUrl, chromium: chromiumAt() } })
  const here = await openStaffPage(context, made, 2)
  await here.member({ role, stationId: role === 'station_clerk' ? 'guangtong' : null })
  const tab = here.page.context()
  const codes = async () => {
    const rows = await made.store.read
      .select()
      .from(contactCards)
      .where(eq(contactCards.status, 'active'))
    return rows.map((row) => cardCode(made.store.read, row)).sort()
  }
  const sheet = async () => {
    const opening = tab.waitForEvent('page')
    await here.at('open-sheet').click()
    const opened = await opening
    await opened.waitForLoadState()
    return opened
  }
  return { ...made, ...here, tab, codes, sheet }
}

test('a clerk gives everybody a card, prints them, and each code on paper is its own', async (context) => {
  const here = await office(context, 'station_clerk')
  const { at, says, page, shot, store, tab, clock } = here
  for (let n = 0; n < 24; n++)
    await makeRetiree(store, { name: `王桂英${n}`, patch: n < 20 ? '城东社区' : '城西社区' })
  await makeRetiree(store, { name: '赵已故', vital: 'deceased' })
  await here.enter()
  await at('menu-cards').click()
  await says('missing').toContain('王桂英3')
  await says('issue-all').toContain('24 人')
  expect(await at('missing').textContent()).not.toContain('赵已故')
  await shot('cards-need')

  await page.locator('[data-test="missing"] tbody .el-checkbox').first().click()
  await at('issue-chosen').click()
  await says('batch').toContain('发完了：1 / 1 张')
  await says('issue-all').toContain('23 人')
  await at('issue-all').click()
  await says('batch').toContain('发完了：23 / 23 张')
  await says('issue-all').toContain('0 人')
  expect(await at('issue-all').isDisabled()).toBe(true)
  expect(await here.codes()).toHaveLength(24)
  await shot('cards-issued')

  clock.now += 1_000
  await says('print-cards').toContain('24 张')
  await at('print-cards').click()
  await says('print-ready').toContain('24')
  await says('gaps').toContain('没有填地址、联系人、联系电话')
  await says('runs').toContain('24 张')
  await shot('cards-print')
  const paper = await here.sheet()
  const read = await makeReader(tab)
  const links: string[] = []
  for (const figure of await paper.locator('.card figure').all())
    links.push(await read(await figure.screenshot()))
  const expected = (await here.codes()).map((code) => `${publicUrl}/?code=${code}`)
  expect(links.sort()).toEqual(expected)
  await paper.close()

  const coming = page.waitForEvent('download')
  await at('pdf').click()
  const file = await (await coming).path()
  expect(readFileSync(file).toString('latin1').slice(0, 5)).toBe('%PDF-')
  await says('print-cards').toContain('0 张')
}, 240_000)

test('a lost card is issued anew from the page of the person, and printed alone', async (context) => {
  const here = await office(context, 'center_supervisor')
  const { at, says, choose, shot, store, clock } = here
  const { id } = await makeRetiree(store, { name: '欧阳桂英' })
  await here.enter()
  await at('menu-retirees').click()
  await at('open-row').click()
  await says('person-card').toContain('还没有联系卡')
  await at('act-contact-card').click()
  await at('confirm').click()
  await says('one-use-code').toContain('GTK00001')
  const [first = ''] = await here.codes()
  await says('one-use-code').toContain(first)
  await shot('card-issued')
  await at('seen').click()
  await says('person-card').toContain('GTK00001')
  expect(await findCardByCode(store.read, first)).toMatchObject({ retireeId: id })

  await at('act-contact-card').click()
  await at('field-reason').click()
  await choose('遗失')
  await at('confirm').click()
  await says('one-use-code').toContain('GTK00002')
  await at('seen').click()
  await says('person-card').toContain('GTK00002')
  expect(await findCardByCode(store.read, first)).toBeUndefined()

  clock.now += 1_000
  await at('print-card').click()
  await says('print-ready').toContain('1 张')
  await shot('card-person')
  const paper = await here.sheet()
  expect(await paper.locator('.card').count()).toBe(1)
  expect(await paper.locator('.name').textContent()).toBe('欧阳桂英')
  await shot('card-paper', paper)
  await paper.close()

  await at('menu-contact-cards').click()
  await says('ledger-table').toContain('已作废')
  await at('open-row').click()
  await at('act-void').click()
  await at('field-reason').click()
  await choose('其他')
  await at('confirm').click()
  await expect.poll(() => here.codes(), { timeout: 30_000 }).toEqual([])
  await shot('card-ledger')
}, 240_000)
