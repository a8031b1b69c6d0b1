import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PrintedCard } from '../../db/ledgers/contact-card-print.ts'
import { cardServices, groupedCode } from '../../policy/contact-card.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { escapeHtml } from '../print.ts'
import { type CardLinks, qrOf } from './card-links.ts'
import { qrSvg } from './qr.ts'

/** Cards of one A4 page: two columns of five. */
const cardsAPage = 10

/** Fonts of office PCs first, with those for rare characters; then those of servers. */
export const cardFonts =
  '"Microsoft YaHei", SimHei, "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", SimSun, SimSun-ExtB, SimSun-ExtG, HanaMinA, HanaMinB, sans-serif'

const style = `
@page { size: A4; margin: 10mm 10mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #000; background: #fff; font: 8.5pt/1.3 ${cardFonts}; }
.hint { margin: 3mm 0; font-size: 11pt; } .warn { color: #b42318; }
.page { display: grid; grid-template: repeat(5, 55mm) / repeat(2, 95mm); break-after: page; }
.page:last-child { break-after: auto; }
.card { display: flex; align-items: center; gap: 2mm; padding: 3mm 2mm 2mm 4mm; overflow: hidden; border: 0.2mm dashed #999; }
.words { flex: 1; min-width: 0; display: flex; flex-direction: column; }
h2 { margin: 0; font-size: 8.5pt; font-weight: 400; }
.name { margin: 0.5mm 0 1mm; font-size: 17pt; line-height: 1.15; font-weight: 700; overflow-wrap: anywhere; }
.name.long { font-size: 13pt; } .name.longer { font-size: 9pt; }
.services { display: grid; grid-template-columns: repeat(4, auto); justify-content: space-between; margin: 0 0 1.2mm;
  font-size: 9.5pt; line-height: 1.3; font-weight: 700; white-space: nowrap; }
dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 0 1.5mm; overflow-wrap: anywhere; }
dt { white-space: nowrap; } dd { margin: 0; } dd.small { font-size: 7pt; line-height: 1.25; }
dd.smaller { font-size: 6pt; line-height: 1.2; } dd.phone { font-size: 10.5pt; font-weight: 700; }
.roomy dl, .roomy dd { font-size: 10pt; line-height: 1.3; } .roomy dd.phone { font-size: 13pt; }
figure { margin: 0; width: 29mm; text-align: center; font-size: 7pt; }
.qr { display: block; width: 29mm; height: 29mm; }
.code { display: block; font: 700 11pt/1.3 Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }
@media screen { body { padding: 8mm; } }
@media print { .hint { display: none; } }
`

/** The type of a text by its length in characters: the first whose limit it keeps, else the last. */
const typeOf = (text: string, kinds: readonly (readonly [kind: string, most: number])[]): string =>
  (kinds.find(([, most]) => [...text].length <= most) ?? kinds.at(-1))?.[0] ?? ''

const nameTypes = [
  ['name', 6],
  ['name long', 12],
  ['name longer', Number.POSITIVE_INFINITY],
] as const
const lineTypes = [
  ['', 14],
  ['small', 60],
  ['smaller', Number.POSITIVE_INFINITY],
] as const

const line = (label: string, text: string, kind = typeOf(text, lineTypes)) =>
  `<dt>${label}</dt><dd class="${kind}">${escapeHtml(text)}</dd>`

/** Whether what the office wrote is short enough for larger type. */
const isRoomy = ({ name, address, contactName }: PrintedCard['station']) =>
  [...name].length <= 11 && [...address].length <= 22 && [...contactName].length <= 10

function cardHtml({ name, station, code, serialNo }: PrintedCard, links: CardLinks): string {
  const { text, hint } = qrOf(links)
  const services = cardServices.map((service) => `<span>${service}</span>`).join('')
  return `<section class="${isRoomy(station) ? 'card roomy' : 'card'}"><div class="words">
<h2>企业退休人员社会化管理服务联系卡</h2>
<p class="${typeOf(name, nameTypes)}">${escapeHtml(name)}</p>
<p class="services">${services}</p>
<dl>${line('服务单位', station.name)}${line('地　　址', station.address)}${line('联 系 人', station.contactName)}${line('电　　话', station.phone, 'phone')}</dl>
</div><figure>${qrSvg(text)}${hint}<b class="code">${groupedCode(code)}</b>编号 ${escapeHtml(serialNo)}</figure></section>`
}

/** Pages of ten; every station begins a new one, so that the paper can be handed out. */
async function* pages(
  cards: AsyncIterable<readonly PrintedCard[]>,
  linksOf: (code: string) => CardLinks,
) {
  const waiting: string[] = []
  let unit: string | undefined
  const page = () => `<div class="page">${waiting.splice(0).join('\n')}</div>\n`
  for await (const some of cards)
    for (const card of some) {
      const other = unit !== undefined && unit !== card.station.name
      if (waiting.length === cardsAPage || (other && waiting.length > 0)) yield page()
      unit = card.station.name
      waiting.push(cardHtml(card, linksOf(card.code)))
    }
  if (waiting.length > 0) yield page()
}

/** The script that looks for characters the fonts at hand cannot draw. */
export const glyphScript = (): string =>
  readFileSync(join(packageRoot, 'admin', 'cards', 'glyphs.js'), 'utf8')

/** 联系卡, ten to a page of A4, for the printer. `script`: an address, or the words themselves where no policy forbids. */
export async function* cardSheet(
  cards: AsyncIterable<readonly PrintedCard[]>,
  linksOf: (code: string) => CardLinks,
  script: { readonly src: string } | 'none',
): AsyncGenerator<string> {
  yield `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>联系卡</title><style>${style}</style></head><body>`
  yield '<p class="hint">按 Ctrl+P 打印：纸张 A4，缩放 100%，不要页眉页脚。每页 10 张，沿虚线剪开。</p>'
  yield '<p class="hint warn" id="missing" hidden></p>'
  let count = 0
  for await (const page of pages(cards, linksOf)) {
    count += 1
    yield page
  }
  if (count === 0) yield '<p class="hint">这一次没有可打印的卡：可能已经重新打印、补发或作废。</p>'
  if (script !== 'none') yield `<script src="${escapeHtml(script.src)}"></script>`
  yield '</body></html>'
}
