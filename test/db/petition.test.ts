import { expect, test } from 'vitest'
import { petitionBySerialNo, petitionWords } from '../../db/ledgers/find-petition.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { countyScope } from '../../db/scope.ts'
import { china, monday, system, testStore } from '../support.ts'

const complaint = {
  stationId: 'guangtong',
  kind: 'complaint',
  source: 'walkIn',
  content: '办事大厅没有座位',
  name: '张桂英',
  phone: '13800138000',
} as const

test('numbers petitions per station and year, and starts the clock of 15 days', async () => {
  const store = await testStore()
  const first = await store.tx((tx) => registerPetition(tx, complaint, system, monday))
  const second = await store.tx((tx) => registerPetition(tx, complaint, system, monday))
  expect([first.serialNo, second.serialNo]).toEqual(['GT20260001', 'GT20260002'])
  expect(first.dueAt).toBe(china('2026-03-18') - 1)
})

test('keeps words sealed and opens them for who may read', async () => {
  const store = await testStore()
  await store.tx((tx) => registerPetition(tx, complaint, system, monday))
  const row = await petitionBySerialNo(store.read, countyScope, 'GT20260001')
  expect(row.content.toString('utf8')).not.toContain('座位')
  expect(petitionWords(store.read, row)).toEqual({
    phone: '13800138000',
    content: '办事大厅没有座位',
    answer: null,
  })
})
