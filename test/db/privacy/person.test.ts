import { eq, getTableColumns, getTableName, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { bindings } from '../../../db/ledgers/binding.ts'
import { erasures } from '../../../db/ledgers/erasure.ts'
import { retirees } from '../../../db/ledgers/retiree.ts'
import { retireeTokens } from '../../../db/ledgers/retiree-token.ts'
import { channelAccounts } from '../../../db/messaging/channel-account.ts'
import { inbox } from '../../../db/messaging/inbox.ts'
import { eraseRows } from '../../../db/privacy/erase-rows.ts'
import type { RawRow } from '../../../db/privacy/field.ts'
import { personData, placeOf } from '../../../db/privacy/person-data.ts'
import { isSealed, personalTables } from '../../../db/privacy/register.ts'
import type { Store, Tx } from '../../../db/store.ts'
import { erasedText } from '../../../policy/privacy.ts'
import { monday, testStore } from '../../support.ts'
import { canaryOf, fillPerson } from './fill.ts'

const theirs = personalTables.filter(({ of }) => of !== undefined)
const nameOf = (entry: { readonly table: PgTable }) => getTableName(entry.table)

/** Every row of every table of people, with what is sealed opened. */
async function everything(store: Store) {
  const all = new Map<string, RawRow[]>()
  for (const entry of theirs) {
    const rows: RawRow[] = await store.read
      .select(getTableColumns(entry.table))
      .from(entry.table)
      .orderBy(sql`1`)
    const open = (row: RawRow) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          isSealed(entry.table, key) && Buffer.isBuffer(value)
            ? store.vault.open(placeOf(entry, key, row), value)
            : value,
        ]),
      )
    all.set(nameOf(entry), rows.map(open))
  }
  return all
}

async function two() {
  const store = await testStore()
  return {
    store,
    one: await fillPerson(store, '甲金丝雀'),
    other: await fillPerson(store, '乙金丝雀'),
  }
}

describe('the copy of what is kept of a person', () => {
  test('has every value of every table that keeps something, and none of anybody else', async () => {
    const { store, one } = await two()
    const data = await personData(store.read, one.id, false)
    const text = JSON.stringify(data)
    const wanted = theirs.flatMap((entry) =>
      Object.entries(entry.columns)
        .filter(([key]) => JSON.stringify(one.rows.get(entry.table) ?? {}).length > 2 && key !== '')
        .filter(([, { internal }]) => internal !== true)
        .filter(([key]) => isSealed(entry.table, key))
        .map(([key]) => ({ entry, key })),
    )
    expect(wanted.length).toBeGreaterThan(12)
    for (const { entry, key } of wanted) {
      const row = one.rows.get(entry.table)
      if (row?.[key] === undefined || row[key] === null) continue
      expect(text).toContain(canaryOf('甲金丝雀', entry.table, key))
    }
    expect(text).toContain('甲金丝雀英')
    expect(text).not.toContain('乙金丝雀')
    expect(data.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['retirees', 'inbox', 'outbox', 'family_members', 'petitions']),
    )
    expect(text).not.toMatch(/key-甲|passwordHash|erased/)
  })

  test('every table with a column that is for the person is in it', async () => {
    const { store, one } = await two()
    const data = await personData(store.read, one.id, false)
    const shown = theirs.filter(({ columns }) =>
      Object.values(columns).some(({ internal }) => internal !== true),
    )
    const missing = shown.map(nameOf).filter((name) => !data.some(({ table }) => table === name))
    expect(missing).toEqual([])
  })

  test('masked, no number and no address is in it whole', async () => {
    const { store, one } = await two()
    const text = JSON.stringify(await personData(store.read, one.id, true))
    for (const entry of theirs)
      for (const [key, { mask }] of Object.entries(entry.columns))
        if (mask !== undefined) expect(text).not.toContain(canaryOf('甲金丝雀', entry.table, key))
    expect(text).toContain('甲金丝雀英')
  })

  test('is in words: choices, times and stations, not codes', async () => {
    const { store, one } = await two()
    const data = await personData(store.read, one.id, false)
    const items = data.find(({ table }) => table === 'retirees')?.rows[0] ?? []
    const said = Object.fromEntries(items.map(({ label, value }) => [label, value]))
    expect(said).toMatchObject({
      性别: '女',
      类别: '企业退休人员',
      出生年月: '1945-05-12',
      特困: '否',
      '养老金标准（元）': '2233.44',
    })
    const petition = data.find(({ table }) => table === 'petitions')?.rows[0] ?? []
    expect(petition.find(({ label }) => label === '登记时间')?.value).toBe('2026-03-02 09:00')
  })
})

/** Values of a person that erasure must take away, as they stand in the rows. */
const gone = /甲金丝雀(英|-)/

describe('erasing a person', () => {
  test('takes every value away that does not have to stay, and touches nobody else', async () => {
    const { store, one } = await two()
    const before = await everything(store)
    expect(await eraseRows(store, one.id, 'expired', monday)).toBeGreaterThan(10)
    const after = await everything(store)
    for (const entry of theirs) {
      const name = nameOf(entry)
      const rows = after.get(name) ?? []
      for (const row of rows)
        for (const [key, { erase }] of Object.entries(entry.columns))
          if (erase !== 'keep') expect(`${name}.${key}: ${String(row[key])}`).not.toMatch(gone)
      const others = (all: RawRow[] = []) =>
        all.filter((row) => JSON.stringify(row).includes('乙金丝雀'))
      expect(others(rows)).toEqual(others(before.get(name)))
      // What counts stays, so that the ledgers' numbers add up.
      if (entry.rows === 'keep')
        expect([name, rows.length]).toEqual([name, before.get(name)?.length])
      else expect([name, rows.length < (before.get(name)?.length ?? 0)]).toEqual([name, true])
    }
    const [row] = (after.get('retirees') ?? []).filter(({ id }) => id === one.id)
    expect(row).toMatchObject({
      name: erasedText,
      bornOn: '1945-01-01',
      idNumber: null,
      idNumberKey: null,
      idLast4: null,
      phone: null,
      phoneKey: null,
      residence: null,
      monthlyPensionFen: null,
      patch: '',
      sex: 'female',
      status: 'left',
    })
    expect(
      await store.read.$count(retireeTokens, sql`${retireeTokens.retireeId} = ${one.id}`),
    ).toBe(0)
  })

  test('leaves nothing for the copy but what has to stay', async () => {
    const { store, one } = await two()
    await eraseRows(store, one.id, 'expired', monday)
    let text = JSON.stringify(await personData(store.read, one.id, false))
    for (const entry of theirs)
      for (const [key, { erase }] of Object.entries(entry.columns))
        if (erase === 'keep') text = text.replaceAll(canaryOf('甲金丝雀', entry.table, key), '')
    expect(text).not.toMatch(gone)
  })

  test('on a withdrawn consent takes only what rests on it', async () => {
    const { store, one } = await two()
    const before = await everything(store)
    await eraseRows(store, one.id, 'consent', monday)
    const after = await everything(store)
    for (const entry of theirs.filter(({ basis }) => basis !== 'consent'))
      expect(after.get(nameOf(entry))).toEqual(before.get(nameOf(entry)))
    for (const name of ['inbox', 'outbox', 'channel_accounts', 'conversations'])
      for (const row of after.get(name) ?? [])
        expect(JSON.stringify({ ...row, dedupeKey: '', account: '' })).not.toMatch(gone)
    // A recording that belongs to a matter stays with it.
    expect(after.get('attachments')?.map(({ sha256 }) => sha256)).toEqual(
      before.get('attachments')?.map(({ sha256 }) => sha256),
    )
    const accounts = await store.read.select().from(channelAccounts)
    expect(accounts.map(({ retireeId }) => retireeId)).toContain(null)
  })

  test('cut after any number of transactions, begun anew it ends as if it had not been cut', async () => {
    const { store, one } = await two()
    let reached = 0
    for (let allowed = 0; ; allowed += 2) {
      let used = 0
      const dying: Store = {
        ...store,
        read: store.read,
        tx: <T>(fn: (tx: Tx) => Promise<T>) => {
          used += 1
          if (used > allowed) return Promise.reject(new Error('killed'))
          return store.tx(fn)
        },
      }
      const ended = await eraseRows(dying, one.id, 'expired', monday).then(
        () => true,
        () => false,
      )
      reached = allowed
      if (ended) break
    }
    expect(reached).toBeGreaterThan(2)
    const after = await everything(store)
    for (const entry of theirs)
      for (const row of after.get(nameOf(entry)) ?? [])
        for (const [key, { erase }] of Object.entries(entry.columns))
          if (erase !== 'keep')
            expect(`${nameOf(entry)}.${key}: ${String(row[key])}`).not.toMatch(gone)
  })

  test('twice is as once', async () => {
    const { store, one } = await two()
    await eraseRows(store, one.id, 'expired', monday)
    const first = await everything(store)
    await eraseRows(store, one.id, 'expired', monday)
    expect(await everything(store)).toEqual(first)
    expect(await store.read.$count(erasures)).toBe(2)
    expect(await store.read.$count(retirees)).toBe(2)
  })

  test('ends every binding; an account that speaks for somebody else too keeps its talk', async () => {
    const { store, one, other } = await two()
    const account = one.rows.get(channelAccounts)
    const shared = { ...one.rows.get(bindings), id: 'shared', retireeId: other.id }
    // Cast: a row as the filler made it.
    await store.tx((tx) => tx.insert(bindings).values(shared as typeof bindings.$inferInsert))
    const copy = JSON.stringify(await personData(store.read, one.id, false))
    expect(copy).not.toContain(canaryOf('甲金丝雀', inbox, 'content'))
    await eraseRows(store, one.id, 'expired', monday)
    const rows = await store.read.select().from(bindings).where(eq(bindings.retireeId, one.id))
    expect(rows).toMatchObject([{ status: 'ended', until: monday, endReason: 'by_staff' }])
    const [left] = await store.read.select().from(bindings).where(eq(bindings.id, 'shared'))
    expect(left?.status).toBe('unproven')
    const [kept] = await store.read
      .select()
      .from(channelAccounts)
      .where(eq(channelAccounts.id, String(account?.['id'])))
    expect(kept).toMatchObject({ peerId: account?.['peerId'], retireeId: null })
    const heard = (await everything(store)).get('inbox') ?? []
    expect(JSON.stringify(heard)).toContain(canaryOf('甲金丝雀', inbox, 'content'))
  })
})
