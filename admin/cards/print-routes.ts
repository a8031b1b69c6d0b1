import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { batchMost } from '../../db/ledgers/contact-card-batch-acts.ts'
import {
  printedCards,
  recentPrintRuns,
  startPrintRun,
  stationsLacking,
} from '../../db/ledgers/contact-card-print.ts'
import type { Scope } from '../../db/scope.ts'
import { caseRoles } from '../../policy/role.ts'
import { memberOf } from '../auth.ts'
import { attach } from '../download.ts'
import { ApiError } from '../errors.ts'
import { maybeWords, rowId } from '../input.ts'
import type { AdminOptions, Api } from '../types.ts'
import { cardLinks } from './card-links.ts'
import { cardSheet, glyphScript } from './card-sheet.ts'
import { makePrinter } from './chromium.ts'
import { makeGlyphCheck } from './missing-glyphs.ts'

const tags = ['contact-cards']
const anything = { 200: z.looseObject({}) }
const config = { roles: caseRoles }
const shownRuns = 10
const pdfMostMs = 300_000
const noChromium =
  '这台服务器没有安装 Chromium，做不了 PDF。请用“打开打印页”，在浏览器里打印或存成 PDF。'
const scriptUrl = '/api/v1/contact-cards/glyphs.js'

const wordsOfStation = { address: '地址', contactName: '联系人', phone: '联系电话' } as const

/** What the office forgot to fill in, which the cards would lack. */
async function gapsOf(store: AdminOptions['store'], scope: Scope, run: number) {
  const found = await stationsLacking(store.read, scope, run)
  return found.map(({ name, ...station }) => ({
    name,
    // Cast: the keys of a record are its literal type.
    lacks: (Object.keys(wordsOfStation) as (keyof typeof wordsOfStation)[])
      .filter((key) => station[key] === '')
      .map((key) => wordsOfStation[key]),
  }))
}

/** 打印联系卡: what goes to the printer, as a page and as PDF. */
export function printRoutes(api: Api, options: AdminOptions): void {
  const { store, now, config: settings } = options
  const { chromium } = settings
  const printer = chromium && makePrinter(chromium, settings.pdfMostMs ?? pdfMostMs)
  const undrawn = printer ? makeGlyphCheck(printer) : undefined
  const body = z.object({
    stationId: rowId.optional().describe('这个工作站还没有打印的卡；不填：全部'),
    patch: maybeWords('片区', 30),
    batchId: rowId.optional().describe('其中一批'),
    cardIds: z.array(rowId).min(1).max(batchMost).optional().describe('或者：这些卡，打印过的也算'),
  })
  const begin = {
    summary: '准备打印：登记打印时间，查出缺字的姓名',
    tags,
    body,
    response: anything,
  }
  api.post('/contact-cards/print-runs', { schema: begin, config }, async (request) => {
    const { cardIds, ...rest } = request.body
    const { actor } = memberOf(request)
    const choice = cardIds === undefined ? rest : { cardIds }
    const { run, count, names } = await store.tx((tx) => startPrintRun(tx, actor, choice, now()))
    const missing = await undrawn?.(names).catch(() => undefined)
    const gaps = await gapsOf(store, actor.scope, run)
    return { run, count, pdf: printer !== undefined, missing: missing ?? null, gaps }
  })
  const last = { summary: '最近的打印', tags, response: anything }
  api.get('/contact-cards/print-runs', { schema: last, config }, async (request) => {
    const { actor } = memberOf(request)
    return { items: await recentPrintRuns(store.read, actor.scope, shownRuns) }
  })
  const querystring = z.object({ run: z.coerce.number().int().describe('哪一次打印') })
  const sheetOf = (request: FastifyRequest, run: number, script: Parameters<typeof cardSheet>[2]) =>
    cardSheet(
      printedCards(store.read, memberOf(request).actor.scope, run),
      (code) => cardLinks(options, code),
      script,
    )
  const sheet = { summary: '打印联系卡，每页 10 张', tags, querystring, produces: ['text/html'] }
  api.get('/contact-cards/sheet', { schema: sheet, config }, (request, reply) => {
    const html = sheetOf(request, request.query.run, { src: scriptUrl })
    return reply.type('text/html; charset=utf-8').send(Readable.from(html, { objectMode: false }))
  })
  const pdf = { summary: '联系卡 PDF', tags, querystring, produces: ['application/pdf'] }
  api.get('/contact-cards/sheet.pdf', { schema: pdf, config }, async (request, reply) => {
    if (!printer) throw new ApiError(503, 'no_chromium', noChromium)
    const bytes = await printer.print(sheetOf(request, request.query.run, 'none'), 'pdf')
    attach(reply, '联系卡.pdf')
    return reply.type('application/pdf').send(bytes)
  })
  const script = { summary: '打印页查缺字的脚本', tags, produces: ['text/javascript'] }
  api.get('/contact-cards/glyphs.js', { schema: script, config }, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(glyphScript()),
  )
}
