import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, type TestContext, test } from 'vitest'
import { petitions } from '../../db/ledgers/petition.ts'
import { acceptPetition } from '../../db/ledgers/petition-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { firmHeadings, firmRows, workbookOf } from '../admin/lists.ts'
import { testServer } from '../admin/support.ts'
import { ensurePages } from '../fakes/built.ts'
import { actorOf, makeRetiree, makeStaff, monday } from '../support.ts'
import { openStaffPage } from './staff-page.ts'

beforeAll(ensurePages, 240_000)

async function office(
  context: TestContext,
  role: 'center_supervisor' | 'station_head' | 'station_clerk',
) {
  const made = await testServer()
  const here = await openStaffPage(context, made)
  const { page } = here
  const stationId = role === 'center_supervisor' ? null : 'guangtong'
  const member = await here.member({ login: 'yangli', name: '杨丽', role, stationId })
  /** Few choices stand there to be ticked, many are in a list. */
  const choose = async (field: string, words: string | RegExp) => {
    const list = page.locator(`[data-test="field-${field}"]`)
    if ((await list.count()) === 0)
      return page.locator(`[data-test^="field-${field}-"]`).filter({ hasText: words }).click()
    await list.click()
    await here.choose(words)
  }
  await here.enter('yangli')
  return { ...made, ...here, member, choose }
}
type Office = Awaited<ReturnType<typeof office>>

/** A station with three patches, part of the work done. */
async function people({ store }: Office) {
  const add = (name: string, patch: string, values: Parameters<typeof makeRetiree>[1] = {}) =>
    makeRetiree(store, { name, patch, status: 'incoming', ...values })
  await add('张桂英', '北街社区', { meeting: 'done', checkResult: 'matches', status: 'managed' })
  await add('李长寿', '北街社区', { checkResult: 'matches', meeting: 'begun' })
  await add('王秀兰', '南街社区')
  await add('周玉珍', '南街社区', { checkResult: 'matches' })
  await add('赵淑芳', '')
  await add('钱黑井', '盐街', { stationId: 'heijing', meeting: 'done', checkResult: 'matches' })
}

test('the center sees progress against a date, whom to meet by patch, and moves a patch', async (context) => {
  const made = await office(context, 'center_supervisor')
  const { at, says, page, shot, store, choose } = made
  await people(made)
  await at('menu-handover').click()
  await says('progress').toContain('合计')
  await says('progress').toMatch(/广通镇.*5.*3（60%）.*1（20%）/s)
  await page.getByRole('combobox', { name: '目标日期' }).fill('2026-03-13')
  await page.keyboard.press('Enter')
  await says('progress').toContain('每天需办完')
  await says('progress').toMatch(/\d+ 人/)

  await page.getByText('广通镇劳动保障工作站').first().click()
  await says('patches').toMatch(/南街社区.*0（0%）.*2/s)
  await says('patches').toContain('未填片区')
  await says('unmet').toContain('赵淑芳')
  await shot('handover-desk')
  await at('patches').getByText('南街社区').click()
  await expect.poll(() => at('unmet').textContent()).not.toContain('赵淑芳')
  await says('unmet').toContain('王秀兰')
  await at('patches').getByText('未填片区').click()
  await expect.poll(() => at('unmet').textContent()).not.toContain('王秀兰')
  await says('unmet').toContain('赵淑芳')

  await at('reassign').click()
  await choose('patch', /南街社区（2 人）/)
  await choose('stationId', /黑井镇/)
  await at('field-reason').fill('片区划归黑井镇')
  await shot('handover-reassign')
  await at('confirm').click()
  await expect.poll(() => at('patches').textContent()).not.toContain('南街社区')
  await says('progress').toMatch(/黑井镇.*3/s)
  const moved = await store.read.select().from(retirees).where(eq(retirees.stationId, 'heijing'))
  expect(moved.map(({ name }) => name).sort()).toEqual(['周玉珍', '王秀兰', '钱黑井'].sort())
}, 180_000)

test('the head gives a patch to a clerk, and one clerk’s people and petitions to another', async (context) => {
  const made = await office(context, 'station_head')
  const { at, says, shot, store, choose } = made
  await people(made)
  const li = await makeStaff(store, { name: '李明' })
  const wang = await makeStaff(store, { name: '王芳' })
  await store.tx(async (tx) => {
    const draft = { kind: 'help', source: 'walkIn', content: '没有灯', name: '张桂英' } as const
    const { id } = await registerPetition(
      tx,
      { stationId: 'guangtong', ...draft },
      actorOf(li),
      monday,
    )
    await acceptPetition(tx, id, actorOf(li), monday)
  })
  await at('menu-handover').click()
  // Only one station: it opens by itself.
  await says('patches').toContain('北街社区')
  expect(await at('reassign').count()).toBe(0)
  await at('assign').click()
  await choose('patch', /北街社区/)
  await choose('staffId', /李明/)
  await at('confirm').click()
  const of = async (staffId: string) =>
    (await store.read.select().from(retirees).where(eq(retirees.clerkId, staffId))).length
  await expect.poll(() => of(li.id)).toBe(2)

  await at('work').click()
  await choose('fromId', '李明：2 人，1 件')
  await shot('handover-work')
  await choose('toId', /王芳/)
  await at('confirm').click()
  await expect.poll(() => of(wang.id)).toBe(2)
  expect(await of(li.id)).toBe(0)
  expect((await store.read.select().from(petitions)).map(({ handlerId }) => handlerId)).toEqual([
    wang.id,
  ])
}, 180_000)

test('a clerk sees the own station’s progress and moves nobody', async (context) => {
  const made = await office(context, 'station_clerk')
  const { at, says } = made
  await people(made)
  await at('menu-handover').click()
  await says('patches').toContain('北街社区')
  expect(await at('progress').textContent()).not.toContain('黑井')
  for (const button of ['reassign', 'assign', 'work']) expect(await at(button).count()).toBe(0)
}, 180_000)

test('a list is taken over, its receipt is printed for both sides, and the whole of it is undone', async (context) => {
  const { at, says, page, shot, store } = await office(context, 'center_supervisor')
  await at('menu-import').click()
  const buffer = await workbookOf(firmRows(4), firmHeadings)
  await at('file').setInputFiles({
    name: '水泥厂名单.xlsx',
    mimeType: 'application/octet-stream',
    buffer,
  })
  await says('columns').toContain('身份证号码')
  await at('send').click()
  await says('counts').toContain('新增 4')
  await at('confirm').click()
  await page.getByRole('button', { name: '确定' }).click()
  await says('import-status').toContain('已导入')

  const [receipt] = await Promise.all([page.waitForEvent('popup'), at('receipt').click()])
  await receipt.waitForLoadState()
  const paper = (await receipt.textContent('body')) ?? ''
  for (const words of [
    '移交接收回执',
    '水泥厂名单.xlsx',
    '新接收 4 人',
    '移交单位（盖章）',
    '接收单位（盖章）',
    '一式两份',
  ])
    expect(paper).toContain(words)
  expect(paper).not.toMatch(/\d{17}[\dX]/)
  const folder = process.env['SCREENSHOTS']
  if (folder !== undefined) await receipt.screenshot({ path: join(folder, 'receipt.png') })
  await receipt.close()

  await at('undo').click()
  await page.getByRole('button', { name: '确定' }).click()
  await says('import-status').toContain('已撤销')
  expect(await store.read.$count(retirees)).toBe(0)
  await shot('import-undone')
}, 180_000)
