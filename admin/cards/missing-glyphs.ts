import { drawnCharacters } from '../../policy/contact-card.ts'
import { escapeHtml } from '../print.ts'
import { cardFonts, glyphScript } from './card-sheet.ts'
import type { Printer } from './chromium.ts'

/** A person whose name the fonts at hand cannot draw, and what is missing. */
export interface Undrawn {
  readonly name: string
  readonly characters: string
}

async function* question(characters: readonly string[]) {
  yield '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head>'
  yield `<body><p id="characters" style='font-family: ${cardFonts}'>${escapeHtml(characters.join(''))}</p>`
  yield `<script>${glyphScript()}</script></body></html>`
}

/** The page's answer: code points with spaces between. */
function answerIn(dom: string): readonly string[] {
  const text = /<p id="characters"[^>]*>([\d ]*)<\/p>/.exec(dom)?.[1] ?? ''
  return text
    .split(' ')
    .flatMap((point) => (point === '' ? [] : String.fromCodePoint(Number(point))))
}

/** Asks the browser that makes the PDF which characters its fonts lack; each character is asked about once. */
export function makeGlyphCheck(printer: Printer) {
  const known = new Map<string, boolean>()

  return async (names: readonly string[]): Promise<Undrawn[]> => {
    const fresh = drawnCharacters(names.join('')).filter((char) => !known.has(char))
    if (fresh.length > 0) {
      const dom = await printer.print(question(fresh), 'dom')
      const missing = answerIn(dom.toString('utf8'))
      for (const char of fresh) known.set(char, missing.includes(char))
    }
    return names.flatMap((name) => {
      const characters = [...name].filter((char) => known.get(char) === true).join('')
      return characters === '' ? [] : [{ name, characters }]
    })
  }
}
