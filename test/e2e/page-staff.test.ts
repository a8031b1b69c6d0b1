import { beforeAll, expect, type TestContext, test } from 'vitest'
import { petitionById } from '../../db/ledgers/find-petition.ts'
import { acceptPetition } from '../../db/ledgers/petition-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { disableStaff, operator } from '../../db/ledgers/staff-acts.ts'
import { attachToPetition, wantFiles } from '../../db/messaging/attachment.ts'
import { inbox, storeIncoming } from '../../db/messaging/inbox.ts'
import { messagesToAccount, readBody } from '../../db/messaging/outbox.ts'
import { keepTranscript } from '../../db/messaging/preparation.ts'
import { countyScope } from '../../db/scope.ts'
import { type TestServer, testServer } from '../admin/support.ts'
import { ensurePages } from '../fakes/built.ts'
import { incoming, makeAccount, monday, system } from '../support.ts'
import { openStaffPage, password, type StaffPage } from './staff-page.ts'

const day = 86_400_000
const content = '养老金这个月没有到账，请帮忙查一下。'

beforeAll(ensurePages, 240_000)

type Office = TestServer & StaffPage

async function office(context: TestContext): Promise<Office> {
  const made = await testServer()
  return { ...made, ...(await openStaffPage(context, made)) }
}

async function petition({ store }: Office, accountId?: string, at = monday) {
  const given = { stationId: 'guangtong', kind: 'help', source: 'chat', name: '张桂英' } as const
  return store.tx((tx) => registerPetition(tx, { ...given, content, accountId }, system, at))
}

test('a clerk signs in, opens the petition from the ledger, answers it, and the words go to the chat', async (context) => {
  const here = await office(context)
  const { at, says, page, store } = here
  await here.member()
  const account = await makeAccount(store)
  const { id, serialNo } = await petition(here, account.id)

  await here.open('/')
  await here.signIn()
  await says('who').toContain('李明')
  await says('count-to-answer').toContain('1')

  await at('menu-petitions').click()
  await says('ledger-table').toContain(serialNo)
  await at('open-row').click()
  await says('content').toBe(content)

  await at('answer').fill('已经查到，25 日补发。')
  await page.keyboard.press('Control+Enter')
  await says('timeline').toContain('已经查到，25 日补发。')
  expect(await at('send-answer').count()).toBe(0)

  expect(await petitionById(store.read, countyScope, id)).toMatchObject({ status: 'answered' })
  const [said] = await messagesToAccount(store.read, account.id, 1)
  expect(said && readBody(store.read, said).text).toContain('已经查到，25 日补发。')
})

test('beside a recording stands what a machine wrote down of it, marked as such', async (context) => {
  const here = await office(context)
  const { at, says, store } = here
  await here.member()
  const { id } = await petition(here)
  await store.tx(async (tx) => {
    await storeIncoming(tx, [incoming('')], monday)
    const [row] = await tx.select().from(inbox)
    const voice = { kind: 'voice', ref: 'a' } as const
    const files = row === undefined ? [] : await wantFiles(tx, row, [voice], monday)
    await attachToPetition(tx, files, id)
    await keepTranscript(tx, row?.id ?? '', '活动室锁了半年 <b>没人管</b>', monday)
  })

  await here.open(`/petitions/${id}`)
  await here.signIn()
  await says('transcript').toBe('机器转写活动室锁了半年 <b>没人管</b>')
  expect(await at('attachments').textContent()).toContain('语音')
})

test('a session that ended asks to sign in again and comes back to the answer that was being written', async (context) => {
  const here = await office(context)
  const { at, says, page, store } = here
  await here.member()
  const { id } = await petition(here)

  await here.open(`/petitions/${id}`)
  await here.signIn()
  await at('answer').fill('正在写的答复')
  await page.context().clearCookies()
  await at('send-answer').click()
  await at('login').waitFor()
  expect(await petitionById(store.read, countyScope, id)).toMatchObject({ status: 'registered' })

  await here.signIn()
  expect(await at('answer').inputValue()).toBe('正在写的答复')
  await at('send-answer').click()
  await says('answer-given').toBe('正在写的答复')
})

test('a wrong password, and an account that was stopped, are told so and see nothing', async (context) => {
  const here = await office(context)
  const { at, says, store, page } = here
  const { id } = await here.member()

  await here.open('/ledgers/petitions')
  await at('login').fill('liming')
  await at('password').fill('not the password')
  await at('sign-in').click()
  await says('problem').toContain('登录名或密码不对。')

  await store.tx((tx) => disableStaff(tx, id, operator, monday))
  await at('password').fill(password)
  const [answer] = await Promise.all([page.waitForResponse(/session$/), at('sign-in').click()])
  expect(answer.status()).toBe(401)
  await says('problem').toContain('登录名或密码不对。')
  expect(await at('who').count()).toBe(0)
})

test('a walk-in is registered in the dialog, which says what is missing first', async (context) => {
  const here = await office(context)
  const { at, says, page } = here
  await here.member()

  await here.open('/ledgers/petitions')
  await here.signIn()
  await at('register').click()
  await at('confirm').click()
  await says('problem').toContain('请选择来源。')

  await page.getByText('来访', { exact: true }).click()
  await page.getByText('求助', { exact: true }).click()
  await at('field-name').fill('李长寿')
  await at('field-content').fill(content)
  await at('confirm').click()
  await says('ledger-table').toMatch(/GT20260001.*李长寿/)
  await at('task-form').waitFor({ state: 'detached' })
})

test('pages turn forward and back, and keep their place when a petition was looked at', async (context) => {
  const here = await office(context)
  const { at, says, page } = here
  await here.member()
  for (let made = 0; made < 60; made++) await petition(here, undefined, monday + made * 60_000)

  await here.open('/ledgers/petitions')
  await here.signIn()
  await says('ledger-table').toContain('GT20260060')
  await at('next').click()
  await says('ledger-table').toContain('GT20260010')
  expect(await at('next').isDisabled()).toBe(true)

  await at('open-row').click()
  await says('serial-no').toBe('GT20260010')
  await page.goBack()
  await says('ledger-table').toContain('GT20260001')
  await at('previous').click()
  await says('ledger-table').toContain('GT20260060')
})

test('a search goes into the address, finds nothing politely, and is cleared', async (context) => {
  const here = await office(context)
  const { at, says, page } = here
  await here.member()
  await petition(here)

  await here.open('/ledgers/petitions')
  await here.signIn()
  await at('search').fill('王')
  await page.keyboard.press('Enter')
  await says('ledger-table').toContain('没有符合条件的记录')
  expect(decodeURI(page.url())).toContain('q=王')
  await at('clear-filters').click()
  await says('ledger-table').toContain('GT20260001')
})

test('the tiles of the day lead to just the petitions they count, and back again', async (context) => {
  const here = await office(context)
  const { at, says, page, clock } = here
  await here.member()
  await petition(here, undefined, monday - 20 * day)
  await petition(here, undefined, monday - 13 * day)
  await petition(here)
  clock.now = monday

  await here.open('/')
  await here.signIn()
  await says('count-overdue').toContain('1')
  await at('count-overdue').click()
  await says('ledger-table').toContain('GT20260001')
  expect(await at('ledger-table').textContent()).not.toContain('GT20260002')

  await at('open-row').click()
  await says('serial-no').toBe('GT20260001')
  await at('back').click()
  await says('ledger-table').toContain('GT20260001')
  expect(page.url()).toContain('due=overdue')

  await at('menu-today').click()
  await at('count-due-soon').click()
  await says('ledger-table').toContain('GT20260002')
  expect(await at('ledger-table').textContent()).not.toContain('GT20260001')
  await at('menu-petitions').click()
  await says('ledger-table').toContain('GT20260003')
})

test('an extension that was asked for is shown, and the station is not offered it again', async (context) => {
  const here = await office(context)
  const { at, says, page } = here
  await here.member()
  const { id } = await petition(here)
  await here.store.tx((tx) => acceptPetition(tx, id, system, monday))

  await here.open(`/petitions/${id}`)
  await here.signIn()
  await at('act-extend').click()
  await at('field-reason').fill('要等银行回函')
  await at('confirm').click()
  await says('extension-asked').toContain('申请延期，等县退管中心批准')
  await says('timeline').toContain('要等银行回函')
  expect(await at('act-extend').count()).toBe(0)
  expect(await page.getByText('申请延期时间').count()).toBe(1)
})

test('on a phone, and when the screen is turned, the facts stand one below the other', async (context) => {
  const here = await office(context)
  const { at, page } = here
  await here.member()
  const { id, serialNo } = await petition(here)
  const cellsOfFirstLine = () =>
    page.locator('.el-descriptions__table tr').first().locator('td').count()

  await here.open(`/petitions/${id}`)
  await here.signIn()
  await at('content').waitFor()
  await expect.poll(cellsOfFirstLine).toBe(4)
  await page.setViewportSize({ width: 360, height: 740 })
  await expect.poll(cellsOfFirstLine).toBe(2)
  const serial = page.getByRole('cell', { name: serialNo })
  expect((await serial.boundingBox())?.height).toBeLessThan(60)
  const widest = await page.locator('html').evaluate((html) => html.scrollWidth)
  expect(widest).toBeLessThanOrEqual(360)
})

test.for([
  [
    'station_clerk',
    [
      'today',
      'handover',
      'cards',
      'retirees',
      'petitions',
      'handover-differences',
      'contact-cards',
      'bindings',
      'binding-requests',
      'personal-requests',
      'personnel-files',
      'enterprises',
      'policy-questions',
      'outbox',
      'channels',
      'privacy',
      'stations',
    ],
  ],
  ['sysadmin', ['today', 'inbox-failures', 'channels', 'privacy', 'stations', 'staff']],
  ['auditor', ['privacy', 'audit-entries']],
] as const)('%s finds in the menu what the role may read and nothing else', async ([
  role,
  names,
], context) => {
  const here = await office(context)
  const { at, page } = here
  await here.member({ role, stationId: role === 'station_clerk' ? 'guangtong' : null })

  await here.open('/')
  await here.signIn()
  await at('who').waitFor()
  const keys = await page
    .locator('[data-test^="menu-"]')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-test')?.slice(5)))
  expect(keys).toEqual(names)
})
