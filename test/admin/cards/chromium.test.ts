import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, makePrinter } from '../../../admin/cards/chromium.ts'
import { makeGlyphCheck } from '../../../admin/cards/missing-glyphs.ts'
import { fakeChromium } from '../../fakes/chromium.ts'
import { testFolder } from '../../support.ts'

async function* html() {
  yield '<p>张桂英</p>'
}

const own = mkdtempSync(join(tmpdir(), 'tuiguan-printer-'))
const { TMPDIR } = process.env
beforeAll(() => {
  process.env['TMPDIR'] = own
})
afterAll(() => {
  rmSync(own, { recursive: true, force: true })
  if (TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = TMPDIR
})

const leftOver = () => readdirSync(own).filter((name) => name.startsWith('tuiguan-print-'))

describe('finding Chromium', () => {
  test('the setting decides; a path that is not there is none', () => {
    const file = fakeChromium()
    expect(findChromium(file, [])).toBe(file)
    expect(findChromium(`${file}-no`)).toBeUndefined()
  })

  test('else the first that is installed', () => {
    const [empty, full] = [testFolder(), testFolder()]
    const file = join(full, 'chromium')
    writeFileSync(file, '')
    expect(findChromium(undefined, [empty, full])).toBe(file)
    expect(findChromium(undefined, [empty])).toBeUndefined()
  })
})

describe('a browser as printer', () => {
  test('gives the PDF and leaves nothing behind', async () => {
    const bytes = await makePrinter(fakeChromium(), 20_000).print(html(), 'pdf')
    expect(bytes.toString()).toBe('%PDF-1.4 fake')
    expect(leftOver()).toEqual([])
  })

  test.each([
    ['hangs', 'pdf_too_long'],
    ['fails', 'pdf_failed'],
    ['idles', 'pdf_failed'],
  ] as const)('one that %s is stopped with a sentence, and the next print goes on', async (how, code) => {
    const printer = makePrinter(fakeChromium(how), 300)
    for (let tries = 0; tries < 2; tries++)
      await expect(printer.print(html(), 'pdf')).rejects.toMatchObject({ status: 503, code })
    expect(leftOver()).toEqual([])
  })

  test('one that is not there at all says the same', async () => {
    const printer = makePrinter('/nowhere/chromium', 300)
    await expect(printer.print(html(), 'pdf')).rejects.toMatchObject({ code: 'pdf_failed' })
  })

  test('a second person is asked to wait', async () => {
    const printer = makePrinter(fakeChromium(), 20_000)
    const first = printer.print(html(), 'pdf')
    await expect(printer.print(html(), 'pdf')).rejects.toThrow('请稍候')
    expect((await first).toString()).toContain('%PDF')
    expect((await printer.print(html(), 'pdf')).toString()).toContain('%PDF')
  })

  test('it gets no environment of ours', async () => {
    const settings = (
      await makePrinter(fakeChromium('tells'), 20_000).print(html(), 'pdf')
    ).toString()
    expect(settings).toContain('HOME=')
    expect(settings).not.toContain('DATABASE_URL')
    expect(settings).not.toContain('VITEST')
  })
})

describe('characters that cannot be drawn', () => {
  function asked(answers: readonly string[]) {
    const pages: string[] = []
    const check = makeGlyphCheck({
      async print(page) {
        let text = ''
        for await (const part of page) text += part
        pages.push(text)
        return Buffer.from(`<p id="characters" style="">${answers[pages.length - 1] ?? ''}</p>`)
      },
    })
    return { check, pages }
  }

  test('name the person and the character; each character is asked about once', async () => {
    const { check, pages } = asked([`${'𬭎'.codePointAt(0)} ${'䶮'.codePointAt(0)}`])
    expect(await check(['张𬭎䶮', '李桂英'])).toEqual([{ name: '张𬭎䶮', characters: '𬭎䶮' }])
    expect(pages[0]).toContain('张𬭎䶮李桂英')
    expect(await check(['张英', '王𬭎'])).toEqual([{ name: '王𬭎', characters: '𬭎' }])
    expect(pages).toHaveLength(2)
    expect(pages[1]).toContain('>王<')
  })

  test('an answer that is none counts as nothing missing; markup in a name stays text', async () => {
    const { check, pages } = asked(['<b>'])
    expect(await check(['<script>&'])).toEqual([])
    expect(pages[0]).toContain('&lt;')
    expect(pages[0]).not.toContain('<script>&')
  })
})
