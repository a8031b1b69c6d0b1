import { readFileSync } from 'node:fs'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, expect, type TestContext, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { erasures } from '../../db/ledgers/erasure.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { noteLook } from '../../db/privacy/look.ts'
import { revealSeconds } from '../../policy/privacy.ts'
import { testServer } from '../admin/support.ts'
import { ensurePages } from '../fakes/built.ts'
import { newPerson } from '../people.ts'
import { makeStaff, monday, system } from '../support.ts'
import { openStaffPage } from './staff-page.ts'

const waiting = { timeout: 15_000 }

beforeAll(ensurePages, 240_000)

/** An office with 欧阳桂英 in the register, and somebody signed in at the page. */
async function office(context: TestContext, values: Partial<Staff>) {
  const made = await testServer()
  const { store } = made
  const here = await openStaffPage(context, made)
  await here.member(values)
  const { id } = await store.tx(async (tx) => {
    const row = await registerRetiree(tx, newPerson({ name: '欧阳桂英' }), system, monday)
    const child = {
      name: '李小红',
      relation: '女儿',
      phone: '13900139000',
      part: 'contact',
    } as const
    await addFamilyMember(tx, row.id, child, system, monday)
    return row
  })
  await here.enter()
  return { ...made, ...here, id }
}

const actions = async ({ store }: Awaited<ReturnType<typeof office>>) =>
  (await store.read.select().from(auditEntries)).map(({ action }) => action)

test('a clerk opens a number with a reason; the page hides it again, and the audit keeps it', async (context) => {
  const here = await office(context, { role: 'station_clerk' })
  const { at, says, page, shot, open, id, store } = here
  await open(`/retirees/${id}`)
  await says('name').toContain('欧阳桂英')
  expect(await page.content()).not.toContain('13800138000')
  expect(await at('copy').count()).toBe(0)
  await shot('privacy-person')

  await at('open-phone').click()
  await at('reveal').click()
  await says('problem').toContain('请选择事由')
  await at('reason-contact').click()
  await shot('privacy-reveal-ask')
  await page.clock.install()
  await at('reveal').click()
  await says('revealed').toContain('13800138000')
  await shot('privacy-reveal')
  await page.clock.runFor(revealSeconds * 1_000)
  await expect.poll(() => at('revealed').count(), waiting).toBe(0)
  expect(await page.content()).not.toContain('13800138000')

  await at('open-family').click()
  await at('reason-contact').click()
  await at('reveal').click()
  await says('revealed').toContain('13900139000')
  const entries = await store.read.select().from(auditEntries)
  const reveals = entries.filter(({ action }) => action === 'retiree.reveal')
  expect(reveals.map(({ detail }) => JSON.parse(detail))).toEqual([
    { field: 'phone', reason: 'contact' },
    { field: 'familyPhone', reason: 'contact', member: expect.any(String) },
  ])
  expect(await actions(here)).toContain('retiree.view')
}, 120_000)

test('a supervisor makes the copy for the person, and reads who looked at whom', async (context) => {
  const here = await office(context, { role: 'center_supervisor', stationId: null })
  const { at, says, page, shot, open, id } = here
  await open(`/retirees/${id}`)
  await at('copy').click()
  await at('copy-reason-request').click()
  await shot('privacy-copy-ask')
  await at('make-copy').click()
  await says('copy-xlsx').toContain('下载')
  await shot('privacy-copy')
  const [download] = await Promise.all([page.waitForEvent('download'), at('copy-xlsx').click()])
  expect(download.suggestedFilename()).toBe('个人信息查阅复制2026-03-02.xlsx')
  const book = await readXlsx(readFileSync(await download.path()))
  const text = JSON.stringify(book)
  for (const word of ['欧阳桂英', '13800138000', '李小红', '谁看过这份资料'])
    expect(text).toContain(word)
  await page.keyboard.press('Escape')

  await at('looks-at').click()
  await says('looks').toContain('查阅复制个人信息')
  await says('looks').toContain('管理服务对象 欧阳桂英')
  await says('looks').toContain('本人申请查阅、复制')
  await says('looks-person').toContain('欧阳桂英')
  await shot('privacy-looks')
  await page.getByRole('tab', { name: '字段登记表' }).click()
  await says('register-lines').toContain('身份证号码')
  await shot('privacy-fields')
  await page.getByRole('tab', { name: '到期删除' }).click()
  await says('retention').toContain('还没有运行过')
  await at('menu-person-exports').click()
  await says('ledger-table').toContain('本人申请查阅、复制')
  await at('menu-audit-entries').click()
  await says('ledger-table').toContain('管理服务对象 欧阳桂英')
  await shot('privacy-audit')
}, 120_000)

test('one asks to erase, another approves; whoever asked cannot', async (context) => {
  const here = await office(context, { role: 'center_supervisor', stationId: null })
  const { at, says, page, shot, open, id, store } = here
  const other = { login: 'wanghong', name: '王红', role: 'center_supervisor' } as const
  await here.member({ ...other, stationId: null })
  await open(`/retirees/${id}`)
  await at('act-ask-erasure').click()
  await at('field-ground-expired').click()
  await at('field-reason').fill('本人来站要求删除')
  await shot('privacy-erase-ask')
  await at('confirm').click()
  await says('problem').toContain('不能删除')
  await at('field-ground-consent').click()
  await at('confirm').click()
  await expect.poll(() => store.read.$count(erasures), waiting).toBe(1)

  await at('menu-erasures').click()
  await says('ledger-table').toContain('待批准')
  await at('open-row').click()
  await says('about').toContain('欧阳桂英')
  expect(await at('act-approve').count()).toBe(0)
  await page.keyboard.press('Escape')
  await at('sign-out').click()
  await here.enter('wanghong')
  await at('menu-erasures').click()
  await at('open-row').click()
  await says('row-detail').toContain('本人来站要求删除')
  await shot('privacy-erase-approve')
  await at('act-approve').click()
  await at('confirm').click()
  await says('ledger-table').toContain('正在删除')
  const [row] = await store.read.select().from(erasures)
  expect(row).toMatchObject({ status: 'approved', ground: 'consent' })
}, 120_000)

test('an auditor sees who looked, without the names of people', async (context) => {
  const here = await office(context, { role: 'auditor', stationId: null })
  const { at, says, page, shot, open, id, store } = here
  const clerk = await makeStaff(store, { name: '王红' })
  const actor = { kind: 'staff', id: clerk.id, scope: { all: true }, center: false } as const
  await noteLook(store, actor, 'retiree.view', `retirees:${id}`, monday)
  await open('/privacy?tab=looks')
  await says('looks').toContain('王红')
  await says('looks').toContain(`管理服务对象 …${id.slice(-6)}`)
  await at('menu-audit-entries').click()
  await says('ledger-table').toContain('查看人员资料')
  expect(await page.content()).not.toContain('欧阳桂英')
  await shot('privacy-auditor')
}, 120_000)
