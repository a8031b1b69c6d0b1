import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../db/actor.ts'
import { auditEntries } from '../../db/audit.ts'
import { contactCards } from '../../db/ledgers/contact-card.ts'
import { type IssuedCard, issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { issueBatch, startCardBatch } from '../../db/ledgers/contact-card-batch-acts.ts'
import {
  type PrintChoice,
  printedCards,
  startPrintRun,
  stationsLacking,
} from '../../db/ledgers/contact-card-print.ts'
import { type Retiree, retirees } from '../../db/ledgers/retiree.ts'
import { updateStation } from '../../db/ledgers/station-acts.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { actorOf, makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

const guangtong: Scope = { all: false, stationIds: ['guangtong'] }
const later = monday + 1_000

async function cardOf(store: Store, values: Partial<Retiree> = {}): Promise<IssuedCard> {
  const { id } = await makeRetiree(store, values)
  return store.tx((tx) => issueContactCard(tx, system, id, monday))
}

const print = (store: Store, choice: PrintChoice, now = later, actor: Actor = system) =>
  store.tx((tx) => startPrintRun(tx, actor, choice, now))

/** Read two at a time, so that every sheet takes several pages of the database. */
async function sheet(store: Store, run: number, scope: Scope = countyScope) {
  const cards = []
  for await (const page of printedCards(store.read, scope, run, 2)) cards.push(...page)
  return cards
}

const codes = (cards: readonly { readonly code: string }[]) => cards.map(({ code }) => code)

describe('打印联系卡', () => {
  test('takes what was not printed yet, patch by patch, with what stands on a card', async () => {
    const store = await testStore()
    const contact = { address: '广通镇解放路一号', contactName: '王芳', phone: '0878-4811234' }
    await store.tx((tx) => updateStation(tx, 'guangtong', contact, system, monday))
    const second = await cardOf(store, { patch: '乙', name: '李长寿' })
    const first = await cardOf(store, { patch: '丙' })
    const ordered = ['乙', '丙'].sort()[0] === '乙' ? [second, first] : [first, second]

    expect(await print(store, { stationId: 'guangtong' })).toMatchObject({ run: later, count: 2 })
    const cards = await sheet(store, later)
    expect(codes(cards)).toEqual(ordered.map(({ plainCode }) => plainCode))
    expect(cards.find(({ name }) => name === '李长寿')).toEqual({
      serialNo: 'GTK00001',
      name: '李长寿',
      patch: '乙',
      code: second.plainCode,
      station: expect.objectContaining(contact),
    })
    await expect(print(store, { stationId: 'guangtong' })).rejects.toThrow('没有等着打印')
  })

  test('the same run can be opened again; a later one holds only what came since', async () => {
    const store = await testStore()
    const first = await cardOf(store)
    await print(store, {})
    const second = await cardOf(store)
    await print(store, {}, later + 1)
    expect(codes(await sheet(store, later))).toEqual([first.plainCode])
    expect(codes(await sheet(store, later))).toEqual([first.plainCode])
    expect(codes(await sheet(store, later + 1))).toEqual([second.plainCode])
  })

  test('a named card is printed again, a void one no more', async () => {
    const store = await testStore()
    const card = await cardOf(store)
    await print(store, {})
    expect(await print(store, { cardIds: [card.id, card.id] }, later + 1)).toMatchObject({
      count: 1,
      names: ['张桂英'],
    })
    const { retireeId } = card
    await store.tx((tx) => issueContactCard(tx, system, retireeId, later + 2))
    expect(await sheet(store, later + 1)).toEqual([])
    await expect(print(store, { cardIds: [card.id] }, later + 3)).rejects.toThrow('没有找到')
  })

  test('patch, batch and station narrow it', async () => {
    const store = await testStore()
    const clerk = actorOf(await makeStaff(store))
    await cardOf(store, { patch: '城东' })
    await cardOf(store, { patch: '城西' })
    await cardOf(store, { stationId: 'heijing' })
    await makeRetiree(store)
    const choice = { stationId: 'guangtong' }
    const batch = await store.tx((tx) => startCardBatch(tx, clerk, choice, monday))
    await issueBatch(store, batch.id, () => monday)
    expect(await print(store, { batchId: batch.id })).toMatchObject({ count: 1 })
    expect(await print(store, { ...choice, patch: '城西' }, later + 1)).toMatchObject({ count: 1 })
    expect(await print(store, choice, later + 2)).toMatchObject({ count: 1 })
    expect(await print(store, {}, later + 3)).toMatchObject({ count: 1 })
  })

  test('the dead and the gone are not printed', async () => {
    const store = await testStore()
    const [dead, gone] = [await cardOf(store), await cardOf(store)]
    const change = (card: IssuedCard, set: Partial<Retiree>) =>
      store.tx((tx) => tx.update(retirees).set(set).where(eq(retirees.id, card.retireeId)))
    await change(dead, { vital: 'deceased' })
    await change(gone, { status: 'left' })
    await expect(print(store, {})).rejects.toThrow('没有等着打印')
  })

  test('a station prints and sees only its own', async () => {
    const store = await testStore()
    const clerk = actorOf(await makeStaff(store))
    const [own, foreign] = [await cardOf(store), await cardOf(store, { stationId: 'heijing' })]
    await expect(print(store, { cardIds: [own.id, foreign.id] }, later, clerk)).rejects.toThrow(
      '没有找到',
    )
    expect(await print(store, {}, later, clerk)).toMatchObject({ count: 1 })
    await print(store, {}, later)
    expect(codes(await sheet(store, later, guangtong))).toEqual([own.plainCode])
    expect(await sheet(store, later)).toHaveLength(2)
  })

  test('every run is in the audit, without codes', async () => {
    const store = await testStore()
    const card = await cardOf(store)
    await print(store, { cardIds: [card.id] })
    const found = await store.read
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'contact_card.print'))
    expect(found).toMatchObject([{ subject: `contact_cards:${card.id}`, detail: '{"count":1}' }])
    expect(JSON.stringify(found)).not.toContain(card.plainCode)
  })

  test('more cards than a page of the database come in order and whole', async () => {
    const store = await testStore()
    const made = []
    for (let n = 0; n < 7; n++)
      made.push(await cardOf(store, { stationId: n % 2 === 0 ? 'guangtong' : 'heijing' }))
    await print(store, {})
    const cards = await sheet(store, later)
    expect(new Set(codes(cards))).toEqual(new Set(made.map(({ plainCode }) => plainCode)))
    expect(cards.map(({ serialNo }) => serialNo.slice(0, 2)).join('')).toBe('GTGTGTGTHJHJHJ')
    const rows = await store.read.select().from(contactCards)
    expect(rows.every(({ printedAt }) => printedAt === later)).toBe(true)
  })
})

test('what a station did not fill in is told before paper is wasted', async () => {
  const store = await testStore()
  await cardOf(store)
  await cardOf(store, { stationId: 'heijing' })
  const whole = { address: '黑井镇', contactName: '王芳', phone: '0878-4811234' }
  await store.tx((tx) => updateStation(tx, 'heijing', whole, system, monday))
  await store.tx((tx) => updateStation(tx, 'guangtong', { address: '广通镇' }, system, monday))
  await print(store, {})
  expect(await stationsLacking(store.read, countyScope, later)).toEqual([
    expect.objectContaining({ address: '广通镇', contactName: '', phone: '' }),
  ])
  const elsewhere: Scope = { all: false, stationIds: ['heijing'] }
  expect(await stationsLacking(store.read, elsewhere, later)).toEqual([])
})
