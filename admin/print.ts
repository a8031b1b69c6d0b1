import { Readable } from 'node:stream'
import type { SheetColumn } from './sheet.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as it stands in HTML, in elements and quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char)

const style = `
body { font-family: "SimSun", "Songti SC", "Noto Serif CJK SC", serif; margin: 12mm; color: #000; }
h1 { font-size: 18pt; text-align: center; margin: 0 0 4mm; }
p { margin: 0 0 3mm; font-size: 10.5pt; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; table-layout: fixed; }
th, td { border: 1px solid #000; padding: 1mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-wrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@page { size: A4 landscape; margin: 10mm; }
@media print { body { margin: 0; } .hint { display: none; } }
`

async function* page(
  title: string,
  note: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly string[]>,
) {
  const total = columns.reduce((sum, { width }) => sum + width, 0)
  const widths = columns.map(
    ({ width }) => `<col style="width:${((100 * width) / total).toFixed(2)}%">`,
  )
  const line = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>\n`
  yield `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>`
  yield `<style>${style}</style></head><body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(note)}</p>`
  yield '<p class="hint">按 Ctrl+P 打印，纸张选 A4 横向。</p>'
  yield `<table><colgroup>${widths.join('')}</colgroup><thead>`
  yield `${line(
    'th',
    columns.map(({ heading }) => heading),
  )}</thead><tbody>`
  let count = 0
  for await (const row of rows) {
    count += 1
    yield line('td', row)
  }
  yield `</tbody></table><p>共 ${count} 条</p></body></html>`
}

/** A table for the printer, with the PC's own fonts. */
export const printOf = (
  title: string,
  note: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly string[]>,
): Readable => Readable.from(page(title, note, columns, rows), { objectMode: false })
