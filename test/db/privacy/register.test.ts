import { getTableColumns, getTableName } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { ledgers } from '../../../db/ledgers/index.ts'
import { retirees } from '../../../db/ledgers/retiree.ts'
import { channelAccounts } from '../../../db/messaging/channel-account.ts'
import type { PersonalTable } from '../../../db/privacy/field.ts'
import { plainTables } from '../../../db/privacy/office.ts'
import { guardOf, isSealed, personalTables, registerLines } from '../../../db/privacy/register.ts'
import { erasedText, keeps } from '../../../policy/privacy.ts'
import { caseRoles } from '../../../policy/role.ts'
import { allTables, parentsOf } from './tables.ts'

const tables = await allTables()
const registered = new Map(personalTables.map((entry) => [getTableName(entry.table), entry]))
const columnsOf = (entry: PersonalTable) => [...Object.keys(entry.columns), ...entry.plain]

describe('个人信息字段登记表', () => {
  test('every table of the database is in it, or declared to hold nothing personal, and only once', () => {
    const declared = [...registered.keys(), ...plainTables.map(([table]) => getTableName(table))]
    expect(declared.toSorted()).toEqual([...tables.keys()].sort())
    expect(new Set(declared).size).toBe(declared.length)
    expect(tables.size).toBeGreaterThan(35)
  })

  test.each([
    ...tables,
  ])('every column of %s is in it, or declared not to be personal', (name, table) => {
    const entry = registered.get(name)
    const plain = plainTables.find(([one]) => one === table)?.[1] ?? []
    const declared = entry === undefined ? plain : columnsOf(entry)
    expect(declared.toSorted()).toEqual(Object.keys(getTableColumns(table)).sort())
    expect(new Set(declared).size).toBe(declared.length)
  })

  test.each([...registered])('%s says whose data it is, what for, and what stays', (_, entry) => {
    for (const words of [entry.title, entry.about, entry.purpose])
      expect(words).toMatch(/^\p{Script=Han}/u)
    for (const { label } of Object.values(entry.columns)) expect(label).toMatch(/\p{Script=Han}/u)
    const keeping = Object.values(entry.columns).some(({ erase }) => erase === 'keep')
    if (entry.of !== undefined && entry.rows === 'keep' && keeping)
      expect(entry.stays, 'the reason why something stays').toMatch(/\p{Script=Han}{4}/u)
    expect(Object.keys(keeps)).toContain(entry.keep)
  })

  test.each([
    ...registered,
  ])('bytes of %s are sealed and personal, a blind index is internal', (_, entry) => {
    for (const key of Object.keys(getTableColumns(entry.table)))
      if (isSealed(entry.table, key)) expect(Object.keys(entry.columns)).toContain(key)
    for (const [key, column] of Object.entries(entry.columns)) {
      const guard = guardOf(entry, key, column)
      expect(guard === 'sealed', key).toBe(isSealed(entry.table, key))
      if (/Key$/.test(key) && key !== 'dedupeKey') expect(guard, key).toBe('blind')
      if (guard === 'blind' || guard === 'hash') expect(column.internal, key).toBe(true)
    }
  })

  test.each([...registered])('what erasure puts into %s fits its columns', (_, entry) => {
    const all = getTableColumns(entry.table)
    for (const [key, { erase }] of Object.entries(entry.columns)) {
      if (entry.of === undefined) expect(erase, key).toBe('keep')
      // An empty text is no sealed value: where nothing may not stand, something is sealed instead.
      if (erase === 'empty' && isSealed(entry.table, key) && entry.rows === 'keep')
        expect(all[key]?.notNull, key).toBe(false)
    }
  })

  test('whatever leads to a person by a foreign key says how its rows are found', () => {
    const led = new Set<unknown>([retirees, channelAccounts])
    for (let grown = true; grown; ) {
      grown = false
      for (const table of tables.values())
        if (!led.has(table) && parentsOf(table).some(({ parent }) => led.has(parent))) {
          led.add(table)
          grown = true
        }
    }
    const byForeignKey = [...tables].filter(([, table]) => led.has(table)).map(([name]) => name)
    const found = personalTables.filter(({ of }) => of !== undefined)
    expect(byForeignKey.length).toBeGreaterThan(15)
    expect(found.map(({ table }) => getTableName(table))).toEqual(
      expect.arrayContaining(byForeignKey),
    )
    for (const [name, table] of tables)
      if ('retireeId' in getTableColumns(table))
        expect(registered.get(name)?.of, name).toBeDefined()
  })

  test('a table stands after those by which its rows are found', () => {
    const order = personalTables.map(({ table }) => table)
    for (const entry of personalTables.filter(({ of }) => of !== undefined))
      for (const { parent } of parentsOf(entry.table)) {
        const at = order.indexOf(parent)
        const own = order.indexOf(entry.table)
        if (at >= 0 && personalTables[at]?.of !== undefined)
          expect([getTableName(entry.table), at < own]).toEqual([getTableName(entry.table), true])
      }
  })

  test('whoever sees a ledger with people is in it, and nobody else works with cases', () => {
    for (const ledger of ledgers) {
      const entry = registered.get(ledger.tableName)
      for (const [key, field] of Object.entries(ledger.fields)) {
        if (field.personal !== true) continue
        const seen = entry?.columns[key]?.seen ?? entry?.seen ?? []
        const readers = ledger.readers.filter((role) => caseRoles.includes(role))
        expect([ledger.name, key, [...seen].sort()]).toEqual([
          ledger.name,
          key,
          expect.arrayContaining(readers.toSorted()),
        ])
        expect([key, seen.includes('sysadmin'), seen.includes('auditor')]).toEqual([
          key,
          false,
          false,
        ])
      }
    }
  })

  test('ID numbers, telephones, addresses and words of people are sealed', () => {
    const clear = registerLines().filter(
      ({ label, guard }) =>
        /身份证号码$|^联系电话|居住地|内容$|^答复$/.test(label) && guard === '明文',
    )
    expect(clear).toEqual([])
  })

  test('its lines are in words', () => {
    const lines = registerLines()
    expect(lines.length).toBeGreaterThan(120)
    const line = lines.find(({ table, column }) => table === 'retirees' && column === 'idNumber')
    expect(line).toEqual({
      table: 'retirees',
      title: '管理服务对象基本信息台账',
      column: 'idNumber',
      label: '身份证号码',
      about: '管理服务对象',
      purpose: '核实身份，防止重复登记',
      basis: '履行法定职责所必需（第三项）',
      seen: '站工作人员、站长、中心工作人员、中心主管',
      keep: '在管期间；离开或去世后满五年，经批准删除',
      guard: '加密',
      erase: '清空',
      stays: '',
    })
    for (const { seen, keep, basis, erase } of lines)
      for (const words of [seen, keep, basis, erase]) expect(words).toMatch(/\p{Script=Han}/u)
    expect(JSON.stringify(lines)).not.toContain(erasedText)
  })
})
