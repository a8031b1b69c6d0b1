import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { contactCards, findCardByCode } from '../../db/ledgers/contact-card.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import type { Role } from '../../policy/role.ts'
import { fakeChromium } from '../fakes/chromium.ts'
import { makeRetiree, makeStaff } from '../support.ts'
import { signInAs, testServer } from './support.ts'

type Values = Parameters<typeof testServer>[0]

async function office(values: Values = {}, role: Role = 'station_clerk') {
  const site = await testServer(values)
  const stationId = role.startsWith('station') ? 'guangtong' : null
  const ask = await signInAs(site, await makeStaff(site.store, { role, stationId }))
  const issue = (id: string, body: object = {}) => ask('POST', `/retirees/${id}/contact-card`, body)
  return { ...site, ask, issue }
}

interface Issued {
  readonly cardId: string
  readonly serialNo: string
  readonly code: string
  readonly links: Readonly<Record<string, string>>
}

describe('POST /retirees/{id}/contact-card', () => {
  test('answers with number, code and the ways it can go', async () => {
    const { issue, store } = await office({
      config: { publicUrl: 'https://tg.example.cn' },
      bindLinks: (code) => ({ telegram: `https://t.me/tuiguan_bot?start=${code}` }),
    })
    const { id } = await makeRetiree(store)
    const reply = await issue(id)
    expect(reply.statusCode).toBe(200)
    const { serialNo, code, links } = reply.json<Issued>()
    expect(serialNo).toBe('GTK00001')
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
    expect(links).toEqual({
      web: `https://tg.example.cn/?code=${code}`,
      telegram: `https://t.me/tuiguan_bot?start=${code}`,
      wechat: code,
    })
    expect(await findCardByCode(store.read, code)).toMatchObject({ retireeId: id })
  })

  test('without a public address and a bot there is the code alone', async () => {
    const { issue, store } = await office()
    const { code, links } = (await issue((await makeRetiree(store)).id)).json<Issued>()
    expect(links).toEqual({ wechat: code })
  })

  test('a second one voids the first, for the reason given', async () => {
    const { issue, store } = await office()
    const { id } = await makeRetiree(store)
    const [first, second] = [
      (await issue(id)).json<Issued>(),
      (await issue(id, { reason: 'lost' })).json<Issued>(),
    ]
    expect(await findCardByCode(store.read, first.code)).toBeUndefined()
    expect(await findCardByCode(store.read, second.code)).toBeDefined()
    const rows = await store.read.select().from(contactCards).orderBy(contactCards.id)
    expect(rows).toMatchObject([{ status: 'void', voidReason: 'lost' }, { status: 'active' }])
  })

  test('nobody dead gets one, and the page does not offer it', async () => {
    const { ask, issue, store } = await office()
    const { id } = await makeRetiree(store)
    expect((await ask('GET', `/retirees/${id}`)).json().may).toContain('contact-card')
    await store.tx((tx) =>
      tx.update(retirees).set({ vital: 'deceased' }).where(eq(retirees.id, id)),
    )
    const reply = await issue(id)
    expect(reply.statusCode).toBe(409)
    expect(reply.json()).toEqual({
      code: 'contact_card_refused',
      message: '张桂英已登记死亡，不能发联系卡。',
    })
    expect((await ask('GET', `/retirees/${id}`)).json().may).not.toContain('contact-card')
  })

  test('the detail of a person tells of the card, never its code', async () => {
    const { ask, issue, store } = await office()
    const { id } = await makeRetiree(store)
    expect((await ask('GET', `/retirees/${id}`)).json().card).toBeNull()
    const { code, serialNo, cardId } = (await issue(id)).json<Issued>()
    const detail = await ask('GET', `/retirees/${id}`)
    expect(detail.json().card).toMatchObject({ id: cardId, serialNo, printedAt: null })
    const list = await ask('GET', '/contact-cards')
    const row = await ask('GET', `/contact-cards/${cardId}`)
    expect(row.json().may).toEqual(['void', 'reissue'])
    for (const reply of [detail, list, row]) expect(reply.body).not.toContain(code)
    const entries = await store.read.select().from(auditEntries)
    expect(JSON.stringify(entries)).not.toContain(code)
  })
})

describe('one card', () => {
  test('is voided with a reason, and offered nothing more', async () => {
    const { ask, issue, store } = await office()
    const { cardId, code } = (await issue((await makeRetiree(store)).id)).json<Issued>()
    expect((await ask('POST', `/contact-cards/${cardId}/void`, {})).statusCode).toBe(400)
    const reply = await ask('POST', `/contact-cards/${cardId}/void`, { reason: 'leaked' })
    expect(reply.json()).toEqual({ id: cardId, status: 'void' })
    expect(await findCardByCode(store.read, code)).toBeUndefined()
    expect((await ask('GET', `/contact-cards/${cardId}`)).json().may).toEqual([])
  })

  test('is issued anew from the list', async () => {
    const { ask, issue, store } = await office()
    const { cardId, code } = (await issue((await makeRetiree(store)).id)).json<Issued>()
    const reply = await ask('POST', `/contact-cards/${cardId}/reissue`, { reason: 'damaged' })
    const fresh = reply.json<Issued>()
    expect(fresh.serialNo).toBe('GTK00002')
    expect(await findCardByCode(store.read, code)).toBeUndefined()
    expect(await findCardByCode(store.read, fresh.code)).toBeDefined()
    const again = await ask('POST', `/contact-cards/${cardId}/reissue`, { reason: 'damaged' })
    expect(again.statusCode).toBe(409)
  })
})

describe('cards for everybody', () => {
  test('a batch goes on by itself and tells how far it is', async () => {
    const { ask, store } = await office()
    for (let n = 0; n < 30; n++) await makeRetiree(store, { patch: '城东' })
    const progress = async () => (await ask('GET', '/contact-cards/progress')).json().items
    expect(await progress()).toEqual([
      expect.objectContaining({ stationName: '广通镇劳动保障工作站', people: 30, withCard: 0 }),
    ])
    const list = await ask('GET', '/contact-cards/missing?station=guangtong')
    expect(list.json().items).toHaveLength(30)

    const reply = await ask('POST', '/contact-cards/batches', { stationId: 'guangtong' })
    expect(reply.statusCode).toBe(202)
    const { id } = reply.json()
    const state = async () => (await ask('GET', `/contact-cards/batches/${id}`)).json()
    await expect.poll(async () => (await state()).status).toBe('done')
    expect(await state()).toEqual({ id, status: 'done', total: 30, issued: 30, skipped: 0 })
    expect(await progress()).toEqual([expect.objectContaining({ withCard: 30, unprinted: 30 })])
    const again = await ask('POST', '/contact-cards/batches', { stationId: 'guangtong' })
    expect(again.json()).toMatchObject({ code: 'contact_card_nobody' })
  })

  test('chosen people only; nobody chosen is a sentence', async () => {
    const { ask, store } = await office()
    const [one] = [await makeRetiree(store), await makeRetiree(store)]
    const reply = await ask('POST', '/contact-cards/batches', { ids: [one.id] })
    expect(reply.json()).toMatchObject({ total: 1 })
    const none = await ask('POST', '/contact-cards/batches', {})
    expect(none.statusCode).toBe(400)
    expect(none.json().message).toContain('请选择')
  })
})

describe('the printer', () => {
  test('a run is opened as a page for the printer, with what stands on a card', async () => {
    const { ask, issue, store } = await office({ config: { publicUrl: 'https://tg.example.cn' } })
    const { id } = await makeRetiree(store, { name: '<b>张&桂英' })
    const { code, serialNo } = (await issue(id)).json<Issued>()
    const { run, count, pdf, missing, gaps } = (
      await ask('POST', '/contact-cards/print-runs', {})
    ).json()
    expect({ count, pdf, missing }).toEqual({ count: 1, pdf: false, missing: null })
    expect(gaps).toEqual([{ name: '广通镇劳动保障工作站', lacks: ['地址', '联系人', '联系电话'] }])
    const sheet = await ask('GET', `/contact-cards/sheet?run=${run}`)
    expect(sheet.headers['content-type']).toContain('text/html')
    for (const words of ['生存认证', '广通镇劳动保障工作站', serialNo, '&lt;b&gt;张&amp;桂英'])
      expect(sheet.body).toContain(words)
    expect(sheet.body).toContain(`${code.slice(0, 5)} ${code.slice(5)}`)
    expect(sheet.body).not.toContain('<b>张')
    expect(sheet.body.match(/<svg/g)).toHaveLength(1)
    const script = /<script src="\/api\/v1(.+?)">/.exec(sheet.body)?.[1] ?? ''
    expect((await ask('GET', script)).headers['content-type']).toContain('text/javascript')
  })

  test('twenty-one cards of one station and one of another make four pages', async () => {
    const { ask, issue, store } = await office({}, 'center_clerk')
    for (let n = 0; n < 22; n++) {
      const stationId = n === 5 ? 'heijing' : 'guangtong'
      await issue((await makeRetiree(store, { stationId })).id)
    }
    const { run } = (await ask('POST', '/contact-cards/print-runs', {})).json()
    const { body } = await ask('GET', `/contact-cards/sheet?run=${run}`)
    const pages = body.split('<div class="page">').slice(1)
    expect(pages.map((page) => page.match(/<section class="card/g)?.length)).toEqual([10, 10, 1, 1])
    const empty = await ask('GET', '/contact-cards/sheet?run=1')
    expect(empty.body).toContain('没有可打印的卡')
  })

  test('where there is no Chromium the PDF says so, and the page still prints', async () => {
    const { ask, issue, store } = await office()
    await issue((await makeRetiree(store)).id)
    const { run } = (await ask('POST', '/contact-cards/print-runs', {})).json()
    const reply = await ask('GET', `/contact-cards/sheet.pdf?run=${run}`)
    expect(reply.statusCode).toBe(503)
    expect(reply.json().message).toContain('没有安装 Chromium')
    expect((await ask('GET', `/contact-cards/sheet?run=${run}`)).statusCode).toBe(200)
  })

  test('with one the PDF comes under a Chinese name, and the names were looked through', async () => {
    const { ask, issue, store } = await office({ config: { chromium: fakeChromium() } })
    await issue((await makeRetiree(store)).id)
    const begun = (await ask('POST', '/contact-cards/print-runs', {})).json()
    expect(begun).toMatchObject({ pdf: true, missing: [] })
    const reply = await ask('GET', `/contact-cards/sheet.pdf?run=${begun.run}`)
    expect(reply.headers).toMatchObject({ 'content-type': 'application/pdf' })
    expect(String(reply.headers['content-disposition'])).toContain(encodeURIComponent('联系卡'))
    expect(reply.body).toContain('%PDF')
  })

  test('a Chromium that hangs is stopped in time; the run stands', async () => {
    const config = { chromium: fakeChromium('hangs'), pdfMostMs: 200 }
    const { ask, issue, store } = await office({ config })
    await issue((await makeRetiree(store)).id)
    const begun = (await ask('POST', '/contact-cards/print-runs', {})).json()
    expect(begun).toMatchObject({ count: 1, missing: null })
    const reply = await ask('GET', `/contact-cards/sheet.pdf?run=${begun.run}`)
    expect(reply.json()).toMatchObject({ code: 'pdf_too_long' })
  })

  test('nothing to print is a sentence', async () => {
    const { ask } = await office()
    const reply = await ask('POST', '/contact-cards/print-runs', {})
    expect(reply.statusCode).toBe(409)
    expect(reply.json().message).toBe('没有等着打印的卡。')
  })
})

test('the last ways to the printer are listed, as far as the reader reaches', async () => {
  const { ask, issue, store, clock, server, lines, folder } = await office({}, 'center_clerk')
  const printed = async (stationId: string) => {
    const { cardId } = (await issue((await makeRetiree(store, { stationId })).id)).json<Issued>()
    clock.now += 1_000
    return (await ask('POST', '/contact-cards/print-runs', { cardIds: [cardId] })).json().run
  }
  const [own, foreign] = [await printed('guangtong'), await printed('heijing')]
  const runs = async (who: typeof ask) =>
    (await who('GET', '/contact-cards/print-runs')).json().items
  expect(await runs(ask)).toEqual([
    { run: foreign, count: 1 },
    { run: own, count: 1 },
  ])
  const site = { server, store, clock, lines, folder }
  const clerk = await signInAs(site, await makeStaff(store))
  expect(await runs(clerk)).toEqual([{ run: own, count: 1 }])
})
