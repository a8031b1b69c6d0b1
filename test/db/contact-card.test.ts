import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { readCode } from '../../db/access/code-text.ts'
import { auditEntries } from '../../db/audit.ts'
import { violation } from '../../db/errors.ts'
import { newId } from '../../db/id.ts'
import { listLedger } from '../../db/ledger-query.ts'
import { contactCardLedger, contactCards, findCardByCode } from '../../db/ledgers/contact-card.ts'
import { cardCode, issueContactCard, voidContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { actorOf, makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

const later = monday + 86_400_000

const issue = (store: Store, retireeId: string, actor = system, now = monday) =>
  store.tx((tx) => issueContactCard(tx, actor, retireeId, now))

const cardsOf = (store: Store, retireeId: string) =>
  store.read
    .select()
    .from(contactCards)
    .where(eq(contactCards.retireeId, retireeId))
    .orderBy(contactCards.id)

describe('第十条（二）: one card a person', () => {
  test('a card has a number of the station and a code that only the vault can tell', async () => {
    const store = await testStore()
    const clerk = await makeStaff(store)
    const { id } = await makeRetiree(store)
    const card = await issue(store, id, actorOf(clerk))

    expect(readCode(card.plainCode)).toBe(card.plainCode)
    expect(card).toMatchObject({ serialNo: 'GTK00001', retireeName: '张桂英', issuedBy: clerk.id })
    expect(readCode(card.serialNo)).toBeUndefined()
    const [row] = await cardsOf(store, id)
    expect(row).toMatchObject({ status: 'active', stationId: 'guangtong', issuedAt: monday })
    expect(JSON.stringify(row)).not.toContain(card.plainCode)
    expect(row?.code.toString('latin1')).not.toContain(card.plainCode)
    expect(row && cardCode(store.read, row)).toBe(card.plainCode)
  })

  test('numbers run by station', async () => {
    const store = await testStore()
    const people = [
      await makeRetiree(store),
      await makeRetiree(store, { stationId: 'heijing' }),
      await makeRetiree(store),
    ]
    const numbers: string[] = []
    for (const { id } of people) numbers.push((await issue(store, id)).serialNo)
    expect(numbers).toEqual(['GTK00001', 'HJK00001', 'GTK00002'])
  })

  test('the code finds its card; a code of nobody finds none', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const other = await issue(store, (await makeRetiree(store, { name: '李长寿' })).id)
    const card = await issue(store, id)
    expect(await findCardByCode(store.read, card.plainCode)).toMatchObject({
      id: card.id,
      retireeId: id,
    })
    expect(await findCardByCode(store.read, other.plainCode)).toMatchObject({ id: other.id })
    expect(await findCardByCode(store.read, '0123456789')).toBeUndefined()
  })

  test('a new card voids the old one, and both are in the audit', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const old = await issue(store, id)
    const fresh = await store.tx((tx) => issueContactCard(tx, system, id, later, 'lost'))

    expect(fresh.plainCode).not.toBe(old.plainCode)
    expect(await findCardByCode(store.read, old.plainCode)).toBeUndefined()
    expect(await findCardByCode(store.read, fresh.plainCode)).toMatchObject({ id: fresh.id })
    expect(await cardsOf(store, id)).toMatchObject([
      { id: old.id, status: 'void', voidedAt: later, voidReason: 'lost' },
      { id: fresh.id, status: 'active', voidedAt: null, voidReason: null },
    ])
    const entries = await store.read
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'contact_card.issue'))
    expect(entries.map(({ detail }) => detail)).toEqual([
      '{}',
      JSON.stringify({ reason: 'lost', replaces: old.id }),
    ])
  })

  test('the database refuses a second active card, and a code that is there', async () => {
    const store = await testStore()
    const [first, second] = [await makeRetiree(store), await makeRetiree(store)]
    const { plainCode: _, ...card } = await issue(store, first.id)
    const insert = (values: Partial<typeof card>) =>
      store
        .tx((tx) =>
          tx.insert(contactCards).values({ ...card, id: newId(monday), serialNo: 'X1', ...values }),
        )
        .then(
          () => 'done',
          (error: unknown) => violation(error),
        )
    expect(await insert({ codeKey: 'another' })).toBe('unique')
    expect(await insert({ retireeId: second.id })).toBe('unique')
    expect(await insert({ retireeId: second.id, codeKey: 'b', serialNo: card.serialNo })).toBe(
      'unique',
    )
    expect(await insert({ codeKey: 'c', status: 'void' })).toBe('check')
    expect(await insert({ codeKey: 'c', status: 'void', voidedAt: later })).toBe('check')
    const made = { codeKey: 'c', status: 'void', voidedAt: later, voidReason: 'lost' } as const
    expect(await insert(made)).toBe('done')
  })

  test.each([
    ['dead', { vital: 'deceased' }, '已登记死亡'],
    ['gone', { status: 'left' }, '已转出'],
  ] as const)('who is %s gets no card, and the card they have works no more', async (_, set, why) => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const card = await issue(store, id)
    await store.tx((tx) => tx.update(retirees).set(set).where(eq(retirees.id, id)))
    await expect(issue(store, id)).rejects.toThrow(why)
    expect(await findCardByCode(store.read, card.plainCode)).toBeUndefined()
  })

  test('a station issues and voids no cards of another', async () => {
    const store = await testStore()
    const actor = actorOf(await makeStaff(store))
    const { id } = await makeRetiree(store, { stationId: 'heijing' })
    await expect(issue(store, id, actor)).rejects.toThrow('没有找到')
    const card = await issue(store, id)
    await expect(
      store.tx((tx) => voidContactCard(tx, actor, card.id, 'lost', later)),
    ).rejects.toThrow('没有找到')
    expect(await findCardByCode(store.read, card.plainCode)).toMatchObject({ id: card.id })
  })

  test('a card is voided once, with its reason', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    const card = await issue(store, id)
    const voided = () => store.tx((tx) => voidContactCard(tx, system, card.id, 'leaked', later))
    expect(await voided()).toMatchObject({ status: 'void', voidedAt: later, voidReason: 'leaked' })
    expect(await findCardByCode(store.read, card.plainCode)).toBeUndefined()
    await expect(voided()).rejects.toThrow('已经作废')
    const where = and(
      eq(auditEntries.action, 'contact_card.void'),
      eq(auditEntries.subject, `contact_cards:${card.id}`),
    )
    expect(await store.read.select().from(auditEntries).where(where)).toHaveLength(1)
  })
})

describe('when the register changes', () => {
  const printed = async (store: Store, id: string) => {
    const card = await issue(store, id)
    const set = { printedAt: monday }
    await store.tx((tx) => tx.update(contactCards).set(set).where(eq(contactCards.id, card.id)))
    return card
  }

  test('the card moves with the person, and is to be printed again', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    await printed(store, id)
    const card = await printed(store, id)
    const to = { stationId: 'heijing', reason: '搬家' }
    await store.tx((tx) => transferRetirees(tx, { ids: [id] }, to, system, later))
    expect(await cardsOf(store, id)).toMatchObject([
      { stationId: 'heijing', status: 'void', printedAt: monday },
      { stationId: 'heijing', status: 'active', printedAt: null },
    ])
    expect(await findCardByCode(store.read, card.plainCode)).toMatchObject({ id: card.id })
  })

  test('a corrected name stands on the list, and is to be printed', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store)
    await printed(store, id)
    await store.tx((tx) => updateRetiree(tx, id, { patch: '城东' }, system, later))
    expect(await cardsOf(store, id)).toMatchObject([{ printedAt: monday }])
    await store.tx((tx) => updateRetiree(tx, id, { name: '张桂瑛' }, system, later))
    expect(await cardsOf(store, id)).toMatchObject([{ retireeName: '张桂瑛', printedAt: null }])
  })

  test('the list shows state and station, and no code', async () => {
    const store = await testStore()
    const card = await issue(store, (await makeRetiree(store)).id)
    const reader = { role: 'center_clerk' } as const
    const page = { limit: 50, q: '桂英' }
    const list = await listLedger(store.read, contactCardLedger, countyScope, reader, page)
    expect(list.items).toMatchObject([{ serialNo: 'GTK00001', status: 'active' }])
    expect(JSON.stringify(list)).not.toContain(card.plainCode)
    expect(Object.keys(list.items[0] ?? {})).not.toContain('code')
  })
})
