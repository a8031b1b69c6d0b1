import type { Page } from 'playwright-core'
import { expect, type TestContext, test } from 'vitest'
import type { IncomingContent } from '../../db/messaging/message.ts'
import { startScripted } from '../fakes/scripted-core.ts'
import { serveWebchat } from '../fakes/web-visitor.ts'
import { testFolder, testStore } from '../support.ts'
import { openBrowser } from './browser.ts'

const options = [
  { id: 'ask', label: '问政策' },
  { id: 'report', label: '反映问题、提意见' },
]
const script = ({ kind, text }: IncomingContent) => {
  if (kind === 'bind') return { text: `卡号 ${text}` }
  if (kind === 'file') return { text: '照片收到了' }
  if (kind === 'choice') return { text: `您选了 ${text}` }
  return text === '/start' || text === '菜单'
    ? { text: '您好，我是退管助手。', options }
    : { text: `答：${text}` }
}

const now = () => Date.now()

/** The chat, and the page of one visitor at it. */
async function visit(context: TestContext, { path = '/', width = 360, height = 740 } = {}) {
  const browser = await openBrowser(context)
  const store = await testStore()
  const attachmentsFolder = testFolder()
  const serve = async (port = 0) => {
    const served = await serveWebchat({ store, attachmentsFolder }, now, port)
    await startScripted(store, served.channel, script, now)
    return served
  }
  const served = await serve()
  const tab = await browser.newContext({ viewport: { width, height }, permissions: ['microphone'] })
  const page = await tab.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  return { page, served, serve, faults, open: () => page.goto(served.url + path) }
}

const at = (page: Page, id: string) => page.locator(`[data-test=${id}]`)
const reply = (page: Page, text: string) => at(page, 'reply').filter({ hasText: text })

async function write(page: Page, text: string) {
  await at(page, 'words').fill(text)
  await at(page, 'send').click()
}

test('greets, answers, takes a button, and keeps all of it over a reload', async (context) => {
  const { page, open, faults } = await visit(context)
  await open()
  await reply(page, '您好，我是退管助手。').waitFor()
  expect(await at(page, 'mine').count()).toBe(0)

  await write(page, '<b>住院</b> & 报销')
  await reply(page, '答：<b>住院</b> & 报销').waitFor()
  await at(page, 'state').filter({ hasText: '✓' }).waitFor()
  expect(await at(page, 'words').inputValue()).toBe('')

  await at(page, 'option').filter({ hasText: '反映问题' }).click()
  await reply(page, '您选了 report').waitFor()
  const before = await at(page, 'bubbles').locator('.words').allInnerTexts()
  expect(before).toEqual([
    '您好，我是退管助手。',
    '<b>住院</b> & 报销',
    '答：<b>住院</b> & 报销',
    '反映问题、提意见',
    '您选了 report',
  ])

  await page.reload()
  await reply(page, '您选了 report').waitFor()
  expect(await at(page, 'bubbles').locator('.words').allInnerTexts()).toEqual(before)
  expect(faults).toEqual([])
})

test('a telephone number can be tapped in an answer, and the own one can be read', async (context) => {
  const { page, open } = await visit(context)
  await open()
  await write(page, '13800000001')
  const link = reply(page, '答：13800000001').locator('a')
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe('tel:13800000001')
  const own = at(page, 'mine').locator('.words')
  expect(await own.innerText()).toBe('13800000001')
  expect(await own.locator('a').count()).toBe(0)
})

test('what is written while the service is away arrives once when it is back', async (context) => {
  const { page, open, served, serve } = await visit(context)
  await open()
  await reply(page, '您好').waitFor()
  const port = Number(new URL(served.url).port)
  await served.close()
  await at(page, 'offline').waitFor()
  expect(await at(page, 'offline').innerText()).toBe('网络断了，正在重新连接…')
  await write(page, '断网时写的')
  await at(page, 'state').filter({ hasText: '正在重试' }).waitFor()

  await serve(port)
  await reply(page, '答：断网时写的').waitFor()
  await at(page, 'offline').waitFor({ state: 'hidden' })
  await at(page, 'state').filter({ hasText: '✓' }).waitFor()
  await page.reload()
  await reply(page, '答：断网时写的').waitFor()
  expect(await at(page, 'mine').count()).toBe(1)
  expect(await reply(page, '答：断网时写的').count()).toBe(1)
})

test('what was not sent when the page was left is sent when it is opened again', async (context) => {
  const { page, open } = await visit(context)
  await open()
  await reply(page, '您好').waitFor()
  await page.route('**/chat/messages', (route) => route.abort())
  await write(page, '还没发出去')
  await at(page, 'state').filter({ hasText: '正在重试' }).waitFor()
  await page.unroute('**/chat/messages')
  await page.reload()
  await reply(page, '答：还没发出去').waitFor()
  expect(await at(page, 'mine').count()).toBe(1)
})

test('an answer that was lost on the way back makes no second message', async (context) => {
  const { page, open } = await visit(context)
  await open()
  await reply(page, '您好').waitFor()
  let lost = 0
  await page.route('**/chat/messages', async (route) => {
    if (lost++ > 0) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await write(page, '只说一次')
  await at(page, 'state').filter({ hasText: '✓' }).waitFor()
  await page.reload()
  await reply(page, '答：只说一次').waitFor()
  expect(lost).toBe(2)
  expect([await at(page, 'mine').count(), await reply(page, '只说一次').count()]).toEqual([1, 1])
})

test('a photograph and a voice note are sent, shown, and still there after a reload', async (context) => {
  const { page, open, faults } = await visit(context)
  await open()
  await reply(page, '您好').waitFor()
  const photo = await page.screenshot()
  const file = { name: '照片.png', mimeType: 'image/png', buffer: photo }
  await at(page, 'file').setInputFiles(file)
  await reply(page, '照片收到了').waitFor()

  await at(page, 'voice').click()
  await at(page, 'recording').getByText('1 秒').waitFor()
  await at(page, 'voice-finish').click()
  await reply(page, '照片收到了').nth(1).waitFor()

  await page.reload()
  await page.locator('img.photo').waitFor()
  const width = () =>
    page.locator('img.photo').evaluate((img: { naturalWidth: number }) => img.naturalWidth)
  await expect.poll(width).toBe(360)
  expect(await page.locator('audio').count()).toBe(1)
  expect(faults).toEqual([])
})

test('a voice note that is thrown away is not sent, and a refused microphone is told', async (context) => {
  const { page, open } = await visit(context)
  await page.addInitScript({
    content: `navigator.mediaDevices.getUserMedia = (wish) => window.refuse
      ? Promise.reject(new DOMException('no', 'NotAllowedError'))
      : MediaDevices.prototype.getUserMedia.call(navigator.mediaDevices, wish)`,
  })
  await open()
  await reply(page, '您好').waitFor()
  await at(page, 'voice').click()
  await at(page, 'voice-discard').click()
  await at(page, 'send').waitFor()
  expect(await at(page, 'mine').count()).toBe(0)
  await page.evaluate('window.refuse = true')
  await at(page, 'voice').click()
  await at(page, 'hint').getByText('没有打开麦克风').waitFor()
})

test('the code of a scanned card is handed over once', async (context) => {
  const { page, open } = await visit(context, { path: '/?code=K7M2' })
  await open()
  await reply(page, '卡号 K7M2').waitFor()
  expect(new URL(page.url()).search).toBe('')
  await page.reload()
  await reply(page, '卡号 K7M2').waitFor()
  await write(page, '您好')
  await reply(page, '答：您好').waitFor()
  expect(await at(page, 'reply').count()).toBe(2)
  expect(await at(page, 'mine').count()).toBe(1)
})

test('at a counter a card begins a talk of its own: what the one before said is gone', async (context) => {
  const { page, served } = await visit(context, { path: '/?kiosk=1' })
  await page.goto(`${served.url}/?kiosk=1`)
  await write(page, '我姓张')
  await reply(page, '答：我姓张').waitFor()
  await page.goto(`${served.url}/?kiosk=1&code=K7M2`)
  await reply(page, '卡号 K7M2').waitFor()
  expect(await reply(page, '我姓张').count()).toBe(0)
  expect(await at(page, 'mine').count()).toBe(0)
  expect(new URL(page.url()).search).toBe('?kiosk=1')
  await page.reload()
  await reply(page, '卡号 K7M2').waitFor()
})

test('older messages come in above without moving what is being read', async (context) => {
  const { page, open } = await visit(context)
  await open()
  for (let n = 1; n <= 19; n++) {
    await write(page, `第 ${n} 句`)
    await reply(page, `答：第 ${n} 句`).waitFor()
  }
  await page.reload()
  await reply(page, '答：第 19 句').waitFor()
  expect(await reply(page, '您好').count()).toBe(0)
  await at(page, 'older').scrollIntoViewIfNeeded()
  const first = at(page, 'bubbles').locator('.bubble').first()
  const firstText = await first.innerText()
  const top = async (text: string) =>
    (await at(page, 'bubbles').locator('.bubble').filter({ hasText: text }).last().boundingBox())?.y
  const before = await top(firstText)
  await at(page, 'older').click()
  await reply(page, '您好，我是退管助手。').waitFor()
  await at(page, 'older').waitFor({ state: 'hidden' })
  expect(Math.abs(((await top(firstText)) ?? 0) - (before ?? 0))).toBeLessThan(4)
  const texts = await at(page, 'reply').locator('.words').allInnerTexts()
  const answers = Array.from({ length: 19 }, (_, n) => `答：第 ${n + 1} 句`)
  expect(texts).toEqual(['您好，我是退管助手。', ...answers])
})

test('at a counter the screen clears by hand, and by itself after three idle minutes', async (context) => {
  const { page, open } = await visit(context, { path: '/?kiosk=1', width: 1080, height: 1920 })
  await page.clock.install()
  await open()
  await reply(page, '您好').waitFor()
  await write(page, '我的身份证丢了')
  await reply(page, '答：我的身份证丢了').waitFor()
  await at(page, 'leave').click()
  await reply(page, '身份证').waitFor({ state: 'detached' })
  await reply(page, '您好').waitFor()
  expect(await at(page, 'mine').count()).toBe(0)

  await write(page, '第二个人的事')
  await reply(page, '答：第二个人的事').waitFor()
  await page.clock.fastForward('02:35')
  await at(page, 'cover-text').getByText('还在用吗？').waitFor()
  await at(page, 'stay').click()
  await at(page, 'cover').waitFor({ state: 'hidden' })
  expect(await at(page, 'mine').count()).toBe(1)
  await page.clock.fastForward('03:01')
  await reply(page, '第二个人').waitFor({ state: 'detached' })
  await reply(page, '您好').waitFor()
  await page.reload()
  await reply(page, '您好').waitFor()
  expect(await at(page, 'mine').count()).toBe(0)
})

const measure = `(() => {
  const seen = (e) => e.getClientRects().length > 0
  const all = [...document.body.querySelectorAll('*')].filter(seen)
  const words = all.filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== ''))
  const targets = all.filter((e) => e.matches('button, textarea, a, audio'))
  const sizes = targets.map((e) => e.getBoundingClientRect())
  return {
    type: Math.min(...words.map((e) => parseFloat(getComputedStyle(e).fontSize))),
    wide: Math.min(...sizes.map((r) => r.width)),
    high: Math.min(...sizes.map((r) => r.height)),
    apart: sizes.every((a, i) => sizes.every((b, j) => i === j || a.bottom <= b.top || b.bottom <= a.top || a.right <= b.left || b.right <= a.left)),
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    outside: all.filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1).length,
  }
})()`

test.for([
  [320, 640, '/'],
  [360, 740, '/'],
  [1366, 768, '/'],
  [1080, 1920, '/?kiosk=1'],
] as const)('at %i×%i type is 20 px and targets are 60 px at least, and nothing sticks out', async ([
  width,
  height,
  path,
], context) => {
  const { page, open } = await visit(context, { path, width, height })
  await open()
  await reply(page, '您好').waitFor()
  await write(page, `电话 0878-4122345 ${'长'.repeat(40)}${'a'.repeat(80)}`)
  await reply(page, '答：').waitFor()
  await at(page, 'state').filter({ hasText: '✓' }).waitFor()
  for (const larger of [false, true]) {
    if (larger) await at(page, 'larger').click()
    const seen = (await page.evaluate(measure)) as Record<string, number>
    expect(seen['type']).toBeGreaterThanOrEqual(larger ? 26 : 22)
    expect(seen['wide']).toBeGreaterThanOrEqual(60)
    expect(seen['high']).toBeGreaterThanOrEqual(60)
    expect([seen['overflow'], seen['outside']]).toEqual([0, 0])
  }
})
