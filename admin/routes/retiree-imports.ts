import { Readable } from 'node:stream'
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { errorName } from '../../db/errors.ts'
import { confirmImport, decideRows, dropImport, undoImport } from '../../db/ledgers/import-acts.ts'
import { importRows } from '../../db/ledgers/import-rows.ts'
import { importById } from '../../db/ledgers/import-stage.ts'
import { type RetireeImport, rowOutcomeLabels } from '../../db/ledgers/retiree-import.ts'
import { centerRoles } from '../../policy/role.ts'
import { act, type Extension, nothing } from '../act.ts'
import { memberOf } from '../auth.ts'
import { attach } from '../download.ts'
import { ApiError } from '../errors.ts'
import { runImport, startImport } from '../import/import-list.ts'
import { type ChosenColumns, inspection } from '../import/list-columns.ts'
import { readSheet } from '../import/read-sheet.ts'
import { receiptOf } from '../import/receipt.ts'
import { fileMost, SheetRefused } from '../import/refusal.ts'
import { importTemplate } from '../import/template.ts'
import { choice, rowId } from '../input.ts'
import type { AdminOptions, Api, Routes } from '../types.ts'

const tags = ['retiree-imports']
const anything = { 200: z.looseObject({}) }
const config = { roles: centerRoles }
const pageRows = 200
/** Rows of the largest sheet. */
const lastRowNo = 1_048_576
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const stateOf = (row: RetireeImport) => {
  const { mapping: _, newEnterprises: __, ...state } = row
  return state
}

const step = (verb: string, label: string, when: readonly string[], run: typeof confirmImport) =>
  act({
    verb,
    label,
    roles: centerRoles,
    when,
    body: nothing,
    run: async ({ tx, id, actor, now }) => stateOf(await run(tx, id, actor, now)),
  })

const decide = act({
  verb: 'decide',
  label: '全部决定',
  roles: centerRoles,
  when: ['ready'],
  body: z.object({
    decision: choice('决定', { keep: '保留名册，不采用这些行', take: '采用名单中的内容' }),
    rowNo: z.number().int().positive().max(lastRowNo).optional().describe('行号；不填：其余全部'),
  }),
  run: async ({ tx, id, actor }, body) => ({ id, decided: await decideRows(tx, id, body, actor) }),
})

/** Fields that stand before the file in the form. */
function fieldsOf(file: MultipartFile): Readonly<Record<string, string>> {
  const fields = Object.entries(file.fields).flatMap(([key, part]) =>
    part !== undefined &&
    !Array.isArray(part) &&
    part.type === 'field' &&
    typeof part.value === 'string'
      ? [[key, part.value] as const]
      : [],
  )
  return Object.fromEntries(fields)
}

const chosenSchema = z.object({
  headingRow: z.number().int().min(1).max(1000),
  columns: z.record(z.string(), z.string().max(2)),
})

function chosenOf(text: string | undefined): ChosenColumns | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return chosenSchema.parse(JSON.parse(text))
  } catch {
    throw new ApiError(400, 'invalid', '各列的指定不正确。')
  }
}

async function uploaded(request: FastifyRequest): Promise<MultipartFile> {
  const file = await request.file().catch(() => undefined)
  if (file === undefined) throw new ApiError(400, 'no_file', '请选择要上传的文件。')
  return file
}

/** The whole file: it is small, and the person at the page waits for nothing else. @throws {ApiError} 413 */
async function bytesOf(file: MultipartFile): Promise<Buffer> {
  try {
    return await file.toBuffer()
  } catch {
    throw new ApiError(413, 'too_large', `文件太大，最多 ${fileMost / 1024 / 1024} MB。`)
  }
}

function uploadRoutes(api: Api, { store, now, log }: AdminOptions): void {
  const upload = {
    summary: '上传名单：读取并核对，等待确认',
    tags,
    consumes: ['multipart/form-data'],
  }
  api.post('/retiree-imports', { schema: upload, config }, async (request, reply) => {
    const file = await uploaded(request)
    const bytes = await bytesOf(file)
    const fields = fieldsOf(file)
    const { actor } = memberOf(request)
    const list = {
      file: Readable.from([bytes]),
      fileName: file.filename,
      stationId: fields['stationId'] ?? '',
      enterprise: fields['enterprise']?.slice(0, 60),
      columns: chosenOf(fields['columns']),
    }
    const row = await startImport(store, list, actor, now())
    void runImport(store, row, list, now()).catch((error: unknown) => {
      log('import-failed', { id: row.id, error: errorName(error) })
    })
    return reply.code(202).send(stateOf(row))
  })
  const inspect = { summary: '查看名单的标题行，猜测各列', tags, consumes: ['multipart/form-data'] }
  api.post('/retiree-imports/inspect', { schema: inspect, config }, async (request) => {
    const bytes = await bytesOf(await uploaded(request))
    try {
      for await (const rows of readSheet(Readable.from([bytes]))) return inspection(rows)
    } catch (error) {
      if (!(error instanceof SheetRefused)) throw error
      throw new ApiError(422, 'sheet_refused', error.message)
    }
    throw new ApiError(422, 'sheet_refused', '文件是空的。')
  })
}

function readingRoutes(api: Api, { store }: AdminOptions): void {
  const template = { summary: '下载名单模板', tags, produces: [sheetType] }
  api.get('/retiree-imports/template.xlsx', { schema: template, config }, (_request, reply) => {
    attach(reply, '移交人员名单模板.xlsx')
    return reply.type(sheetType).send(importTemplate())
  })
  const params = z.object({ id: rowId })
  const querystring = z.object({
    outcome: choice('结果', rowOutcomeLabels),
    after: z.coerce.number().int().min(0).max(lastRowNo).default(0).describe('上一页最后一行'),
  })
  const rows = { summary: '名单各行的核对结果', tags, params, querystring, response: anything }
  api.get('/retiree-imports/:id/rows', { schema: rows, config }, async (request) => {
    const { id } = await importById(store.read, memberOf(request).actor, request.params.id)
    const page = { ...request.query, limit: pageRows }
    return { items: await importRows(store.read, id, page) }
  })
  const receipt = { summary: '打印移交接收回执', tags, params, produces: ['text/html'] }
  api.get('/retiree-imports/:id/receipt', { schema: receipt, config }, async (request, reply) => {
    const row = await importById(store.read, memberOf(request).actor, request.params.id)
    if (row.status !== 'confirmed')
      throw new ApiError(409, 'import_state', '确认导入以后才能打印回执。')
    return reply.type('text/html; charset=utf-8').send(receiptOf(store.read, row))
  })
}

const routes: Routes = (api, options) => {
  readingRoutes(api, options)
  // A scope of their own: nowhere else may a body be anything but JSON.
  api.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: fileMost, files: 1, fields: 5 } })
    // Cast: the compilers of the parent make schemas zod's.
    uploadRoutes(scope as unknown as Api, options)
  })
}

/** 批量接收: a firm's list is uploaded, looked through, decided on, confirmed or given up, and taken back. */
export const retireeImportExtension: Extension = {
  acts: [
    decide,
    step('confirm', '确认导入', ['ready'], confirmImport),
    step('drop', '放弃', ['ready'], dropImport),
    step('undo', '撤销整批', ['confirmed'], undoImport),
  ],
  routes,
}
