import { expect, test } from 'vitest'
import { makeStaff } from '../support.ts'
import { signInAs, testServer } from './support.ts'

interface Described {
  readonly name: string
  readonly filters: { readonly q: boolean; readonly hint?: string }
}

async function described(role: 'center_supervisor' | 'sysadmin'): Promise<readonly Described[]> {
  const site = await testServer()
  const ask = await signInAs(site, await makeStaff(site.store, { role, stationId: null }))
  return (await ask('GET', '/ledgers')).json().ledgers
}

test.each([
  'center_supervisor',
  'sysadmin',
] as const)('a ledger that %s can search says what is looked for, and no other does', async (role) => {
  const ledgers = await described(role)
  expect(ledgers.length).toBeGreaterThan(1)
  for (const { name, filters } of ledgers) {
    if (filters.q) expect(filters.hint, name).toMatch(/\p{Script=Han}/u)
    else expect(filters, name).not.toHaveProperty('hint')
  }
})

test('the hint names the fields by the headings of the list', async () => {
  const hints = new Map(
    (await described('center_supervisor')).map(({ name, filters }) => [name, filters.hint]),
  )
  expect(hints.get('retirees')).toBe('姓名（至少两个字）、电话、身份证后四位')
  expect(hints.get('petitions')).toBe('编号、姓名、所在社区（乡镇）')
  expect(hints.get('enterprises')).toBe('企业名称')
})
