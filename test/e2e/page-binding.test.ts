import { beforeAll, expect, type TestContext, test } from 'vitest'
import { bindings } from '../../db/ledgers/binding.ts'
import { bindAccount } from '../../db/ledgers/binding-acts.ts'
import { makeRequest } from '../../db/ledgers/personal-request-acts.ts'
import { noRights } from '../../policy/proxy.ts'
import { testServer } from '../admin/support.ts'
import { ensurePages } from '../fakes/built.ts'
import { makeAccount, makeBinding, makeRetiree, monday, system } from '../support.ts'
import { openStaffPage } from './staff-page.ts'

beforeAll(ensurePages, 240_000)

/** A clerk of 广通 at the page, and 张桂英 with her own account, a daughter who waits and somebody who proved nothing. */
async function office(context: TestContext) {
  const made = await testServer()
  const { store } = made
  const here = await openStaffPage(context, made)
  await here.member()
  const person = await makeRetiree(store)
  const own = await makeAccount(store, { peerId: 'own', channel: 'wechat' })
  const binding = await makeBinding(store, own, person)
  const daughter = await makeAccount(store, { peerId: 'daughter' })
  const kin = { role: 'family', relation: '女儿', status: 'asked', ...noRights } as const
  await makeBinding(store, daughter, person, kin)
  const unknown = await makeAccount(store, { peerId: 'unknown', channel: 'webchat' })
  const wanted = { account: unknown, person, role: 'self', relation: '', proof: 'none' } as const
  await store.tx((tx) => bindAccount(tx, wanted, system, monday))
  const asked = { kind: 'correction', words: '电话换成 13900139000 了' } as const
  await store.tx((tx) => makeRequest(tx, { binding, person }, asked, system, monday))
  await here.enter()
  const states = async () =>
    Object.fromEntries(
      (await store.read.select().from(bindings)).map(({ accountId, status }) => [
        accountId === own.id ? 'own' : accountId === daughter.id ? 'daughter' : 'unknown',
        status,
      ]),
    )
  return { ...made, ...here, person, states }
}

test('a clerk agrees for the daughter, refuses a stranger, and ends the old account on the person’s page', async (context) => {
  const { at, says, page, shot, person, origin, states } = await office(context)
  await page.goto(`${origin}/admin/retirees/${person.id}`)
  await says('accounts').toContain('家属（女儿）')
  await says('accounts').toContain('待核实身份')
  await says('request').toContain('更正资料：待办理')
  await expect.poll(() => page.locator('[data-test^="act-"]').count()).toBeGreaterThan(8)
  await shot('person-accounts')
  const card = (words: string) => page.locator('[data-test="account"]').filter({ hasText: words })

  await card('女儿').locator('[data-test="act-agree"]').click()
  await page.locator('[data-test="field-checked-phone"]').click()
  await page.locator('[data-test="field-rights-usual"]').click()
  await shot('accept-family')
  await at('confirm').click()
  await expect.poll(states, { timeout: 15_000 }).toMatchObject({ daughter: 'active' })
  await says('accounts').toContain('可以：收提醒、代为反映、看办理进展')

  await card('网页').locator('[data-test="act-refuse"]').click()
  await at('confirm').click()
  await expect.poll(states, { timeout: 15_000 }).toMatchObject({ unknown: 'ended' })

  await card('微信').locator('[data-test="act-end"]').click()
  await at('confirm').click()
  await expect.poll(states, { timeout: 15_000 }).toMatchObject({ own: 'ended', daughter: 'active' })
  await says('accounts').toContain('已解除')
  await shot('person-accounts-after')
}, 90_000)

test('what waits stands in a list, and a wish to correct is settled from its own', async (context) => {
  const { at, says, page, shot, states } = await office(context)
  await at('menu-binding-requests').click()
  await says('ledger-table').toContain('待同意')
  await says('ledger-table').toContain('待核实身份')
  await says('ledger-table').not.toContain('有效')
  await shot('binding-requests')
  await page.locator('[data-test="open-row"]').first().click()
  await says('row-detail').toContain('张桂英')
  await at('act-accept').click()
  await page.locator('[data-test="field-checked-met"]').click()
  await at('confirm').click()
  await expect
    .poll(async () => Object.values(await states()).filter((one) => one === 'active').length)
    .toBe(2)

  await at('menu-personal-requests').click()
  await says('ledger-table').toContain('更正资料')
  await says('ledger-table').toContain('13900139000')
  await shot('personal-requests')
  await page.locator('[data-test="open-row"]').first().click()
  await at('act-settle').click()
  await page.locator('[data-test="field-result-done"]').click()
  await at('field-answer').fill('电话已经改好了。')
  await at('confirm').click()
  await says('ledger-table').toContain('已办好')
  await shot('personal-requests-done')
}, 90_000)
