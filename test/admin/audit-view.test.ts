import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { type AuditAction, auditActionLabels } from '../../db/audit-action.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { makeStaff } from '../support.ts'
import { signInAs, testServer } from './support.ts'
import { makePetition } from './world.ts'

const layers = ['db', 'handlers', 'scheduler', 'admin', 'bot']
const textOf = (layer: string) =>
  readdirSync(join(packageRoot, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?!web\b).*(?<!audit-action)\.ts$/.test(name))
    .map((name) => readFileSync(join(packageRoot, layer, name), 'utf8'))
    .join('\n')
const source = layers.map(textOf).join('\n')

/** Codes in the calls of `audit`; `petition.${event}` stands for each event that an act names. */
function codesInSource(): Set<string> {
  const calls = [...source.matchAll(/\baudit\(\s*tx,[^,]+,\s*([^,]+),/g)].map(([, code]) => code)
  const subjects = Object.keys(auditActionLabels).map((code) => code.split('.')[0])
  const named = [...source.matchAll(new RegExp(`'((?:${subjects.join('|')})\\.\\w+)'`, 'g'))]
  const events = [...source.matchAll(/event: '(\w+)'/g)].map(([, event]) => `petition.${event}`)
  expect(calls.length).toBeGreaterThan(10)
  return new Set([...named.map(([, code = '']) => code), ...events])
}

describe('操作记录', () => {
  test('every action of the source has a Chinese label, and every label an action', () => {
    expect([...codesInSource()].sort()).toEqual(Object.keys(auditActionLabels).sort())
  })

  test.each(Object.entries(auditActionLabels))('%s reads %s', (_, label) => {
    expect(label).toMatch(/^\p{Script=Han}{4,12}$/u)
  })

  test('list and exports say it in Chinese, and the list is narrowed by action', async () => {
    const site = await testServer()
    await makePetition(site.store, 'guangtong', { name: '张桂英', phone: '', content: '问' })
    const head = await makeStaff(site.store, { role: 'center_supervisor', stationId: null })
    const ask = await signInAs(site, head)
    const csv = await ask('GET', '/audit-entries.csv')
    expect(csv.body).toContain('登记来信来访')
    expect(csv.body).toContain('导出或打印台账')
    expect(csv.body).not.toMatch(/petition\.|ledger\.export/)

    const actionsOf = async (query: string) => {
      const reply = await ask('GET', `/audit-entries${query}`)
      return reply.json().items.map(({ action }: { action: AuditAction }) => action)
    }
    expect(await actionsOf('')).toEqual(['ledger.export', 'petition.register'])
    expect(await actionsOf('?status=petition.register')).toEqual(['petition.register'])
    expect((await ask('GET', '/audit-entries?status=nonsense')).statusCode).toBe(400)

    const { ledgers } = (await ask('GET', '/ledgers')).json()
    const audit = ledgers.find(({ name }: { name: string }) => name === 'audit-entries')
    expect(audit.filters.status).toEqual(auditActionLabels)
    expect(audit.statusField).toBe('action')
  })

  test('an action of another version is shown by its code', async () => {
    const site = await testServer()
    const entry = { id: '1', at: 1, actorKind: 'system', actorId: 'x', subject: 's', detail: '{}' }
    await site.store.tx((tx) => tx.insert(auditEntries).values({ ...entry, action: 'old.thing' }))
    const ask = await signInAs(site, await makeStaff(site.store, { role: 'auditor' }))
    expect((await ask('GET', '/audit-entries.csv')).body).toContain('old.thing')
  })
})
