import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, type TestContext, test } from 'vitest'
import type { CardLinks } from '../../admin/cards/card-links.ts'
import { cardSheet } from '../../admin/cards/card-sheet.ts'
import { makePrinter } from '../../admin/cards/chromium.ts'
import { makeGlyphCheck } from '../../admin/cards/missing-glyphs.ts'
import { newCode } from '../../db/access/code-text.ts'
import { issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import type { PrintedCard } from '../../db/ledgers/contact-card-print.ts'
import { signInAs, testServer } from '../admin/support.ts'
import { makeRetiree, makeStaff, monday, system } from '../support.ts'
import { chromiumAt, openBrowser } from './browser.ts'
import { makeReader } from './read-qr.ts'

const rare = '䶮㛃𬭎'
/** Given to nobody: no font draws it. */
const unknown = '\u{E000}'

/** Names of 2 to 10 characters, with rare ones, and addresses of up to 60. */
function card(at: number): PrintedCard {
  const length = 2 + (at % 9)
  return {
    serialNo: `GTK${String(at).padStart(5, '0')}`,
    name: (at % 3 === 0 ? rare : '欧阳桂英买买提阿卜杜拉').repeat(4).slice(0, 40).slice(0, length),
    patch: '城东',
    code: newCode(),
    station: {
      name: at < 9 ? '禄丰县广通镇南街社区劳动保障工作站' : '广通镇劳动保障工作站',
      address:
        '云南省楚雄彝族自治州禄丰县广通镇解放路与建设路交叉口东北侧老供销社大院内三号楼二单元一零一室社会保障服务大厅右侧窗口'
          .padEnd(60, '号')
          .slice(0, at % 2 === 0 ? 60 : 22),
      contactName: at % 2 === 0 ? '欧阳王芳、李明明' : '王芳',
      phone: '0878-4811234',
    },
  }
}

async function* once(cards: readonly PrintedCard[]) {
  yield cards
}

const linksOf = (code: string) => ({
  web: `https://tuiguan.lufeng.example.gov.cn/?code=${code}`,
  wechat: code,
})

async function textOf(html: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of html) text += part
  return text
}

async function shown(
  context: BrowserContext,
  cards: readonly PrintedCard[],
  links: (code: string) => CardLinks = linksOf,
) {
  const page = await context.newPage()
  await page.setContent(await textOf(cardSheet(once(cards), links, 'none')))
  return page
}

async function visit(context: TestContext) {
  const browser = await openBrowser(context)
  const tab = await browser.newContext({
    viewport: { width: 820, height: 1160 },
    deviceScaleFactor: 2,
  })
  return tab
}

async function qrTexts(page: Page, context: BrowserContext): Promise<string[]> {
  const read = await makeReader(context)
  const texts: string[] = []
  for (const place of await page.locator('.card').all())
    texts.push(await read(await place.locator('figure').screenshot()))
  return texts
}

const shot = async (page: Page, name: string) => {
  const folder = process.env['SCREENSHOTS']
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

test('the QR code of every card on the page leads to its own code', async (context) => {
  const tab = await visit(context)
  const cards = Array.from({ length: 23 }, (_, at) => card(at))
  const page = await shown(tab, cards)
  await shot(page, 'card-sheet')
  const expected = cards.map(({ code }) => linksOf(code).web)
  expect(await qrTexts(page, tab)).toEqual(expected)
}, 90_000)

test('without a public address it leads to the bot, and without a bot it is the code to type', async (context) => {
  const tab = await visit(context)
  const cards = [card(1), card(2)]
  const botOf = (code: string) => ({ telegram: `https://t.me/b?start=${code}`, wechat: code })
  const onBot = await qrTexts(await shown(tab, cards, botOf), tab)
  expect(onBot).toEqual(cards.map(({ code }) => botOf(code).telegram))
  const alone = await qrTexts(await shown(tab, cards, (code) => ({ wechat: code })), tab)
  expect(alone).toEqual(cards.map(({ code }) => code))
}, 60_000)

test('names of 2 to 10 characters and addresses of 60 fit on their card', async (context) => {
  const tab = await visit(context)
  const page = await shown(
    tab,
    Array.from({ length: 18 }, (_, at) => card(at)),
  )
  const overflows = await page.locator('.card').evaluateAll((cards) =>
    cards.flatMap((one) => {
      const { bottom, right } = one.getBoundingClientRect()
      const inside = [...one.querySelectorAll('p, dd, dt, h2, svg, .code')].every((part) => {
        const box = part.getBoundingClientRect()
        return box.bottom <= bottom && box.right <= right
      })
      const whole = one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth
      return inside && whole ? [] : [one.textContent]
    }),
  )
  expect(overflows).toEqual([])
})

test('ten cards fill one page of A4, and the PDF has as many pages as it should', async (context) => {
  const chromium = chromiumAt() ?? context.skip('no Chromium: install it or set CHROMIUM')
  const cards = Array.from({ length: 21 }, () => card(2))
  const bytes = await makePrinter(chromium, 60_000).print(
    cardSheet(once(cards), linksOf, 'none'),
    'pdf',
  )
  const pdf = bytes.toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(3)
  const [, width = 0, height = 0] =
    /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)?.map(Number) ?? []
  expect([width, height].map((points) => Math.round((points / 72) * 25.4))).toEqual([210, 297])
}, 90_000)

test('the browser that makes the PDF names whoever has a character that no font draws', async (context) => {
  const chromium = chromiumAt() ?? context.skip('no Chromium: install it or set CHROMIUM')
  const check = makeGlyphCheck(makePrinter(chromium, 60_000))
  const found = await check([`张${rare}`, `李${unknown}`, '王芳'])
  expect(found).toContainEqual({ name: `李${unknown}`, characters: unknown })
  expect(found.some(({ name }) => name === '王芳')).toBe(false)
}, 90_000)

test('the page for the printer names them too, and rare characters show or are named', async (context) => {
  const tab = await visit(context)
  const site = await testServer()
  const member = await makeStaff(site.store)
  const ask = await signInAs(site, member)
  for (const name of [`张${rare}`, `李${unknown}`, '王芳']) {
    const { id } = await makeRetiree(site.store, { name })
    await site.store.tx((tx) => issueContactCard(tx, system, id, monday))
  }
  const { run } = (await ask('POST', '/contact-cards/print-runs', {})).json()
  const { body } = await ask('GET', `/contact-cards/sheet?run=${run}`)
  const page = await tab.newPage()
  await page.route('**/glyphs.js', async (route) => {
    const { body: script } = await ask('GET', '/contact-cards/glyphs.js')
    await route.fulfill({ contentType: 'text/javascript', body: script })
  })
  await page.route('http://office.example/', (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body }),
  )
  await page.goto('http://office.example/')
  await expect.poll(() => page.locator('#missing').textContent()).toContain(`李${unknown}`)
  const warning = (await page.locator('#missing').textContent()) ?? ''
  expect(warning).not.toContain('王芳')
  await shot(page, 'card-missing')
  const differs = await page.evaluate(`(() => {
    const shapes = [...'${rare}${unknown}'].map((char) => missingGlyphs([char], getComputedStyle(document.querySelector('.name')).fontFamily).length)
    return shapes
  })()`)
  const named = [...rare, unknown].map((char) => (warning.includes(char) ? 1 : 0))
  expect(differs).toEqual(named)
})
