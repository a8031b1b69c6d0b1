import { z } from 'zod'
import { namesOf } from '../../db/ledger-names.ts'
import {
  currentSources,
  type PolicySourceVersion,
  restoreSource,
  saveSource,
  sourceActLabels,
  sourceVersion,
  versionsOfSource,
} from '../../db/ledgers/policy-source.ts'
import type { Db } from '../../db/store.ts'
import { isInForce, type SourceFile } from '../../policy/corpus.ts'
import type { AddedSource } from '../../policy/learning/additions.ts'
import { tryOut } from '../../policy/learning/desk.ts'
import { readSource } from '../../policy/learning/layer.ts'
import { type SourceFault, sourceFaults } from '../../policy/learning/source-faults.ts'
import { centerRoles } from '../../policy/role.ts'
import { memberOf } from '../auth.ts'
import { ApiError, notHere } from '../errors.ts'
import type { AdminOptions, Api, Routes } from '../types.ts'
import { shownTrial } from './policy-questions.ts'

const tags = ['policy-sources']
const config = { roles: centerRoles }
const anything = { 200: z.looseObject({}) }
const textMost = 300_000
const askedMost = 20
const toldFaults = 5

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, { error: '文件名只能用小写字母、数字和“-”，如 age-2026。' })
  .describe('文件名')
const version = (label: string) =>
  z.coerce
    .number({ error: `${label}不正确。` })
    .int()
    .min(0)
    .max(1_000_000)
    .describe(label)
const long = (label: string) =>
  z
    .string({ error: `请填写${label}。` })
    .max(textMost, { error: `${label}太长。` })
    .describe(`${label}，Markdown`)
const draft = z.object({ text: long('原文'), questions: long('问法').default('') })
const after = version('改之前的版本号，新文件填 0')
const params = z.object({ name })

const partLabels = { text: '原文', questions: '问法' } as const
const sentence = ({ part, line, message }: SourceFault) =>
  `${partLabels[part]}第 ${line} 行：${message}`

const fileOf = ({ knowledge }: AdminOptions, source: string): SourceFile | undefined =>
  knowledge().files.find((file) => file.name === `${source}.md`)

const isLocal = (file: SourceFile | undefined): boolean =>
  file !== undefined && /^local: true$/m.test(file.text)

/** @throws {ApiError} with a sentence for each fault. */
function checkDraft(options: AdminOptions, given: AddedSource): void {
  const faults = sourceFaults(given, isLocal(fileOf(options, given.name)))
  if (faults.length === 0) return
  const details = faults.map((fault) => ({
    field: `${fault.part}:${fault.line}`,
    message: sentence(fault),
  }))
  const told = details.slice(0, toldFaults).map(({ message }) => message)
  throw new ApiError(400, 'bad_source', told.join('\n'), details)
}

function summary(added: AddedSource, on: string) {
  const { units, topics } = readSource(added)
  const [{ source } = { source: undefined }] = units
  if (source === undefined) throw notHere()
  const { title, number, issuer, inForceFrom, repealedFrom = '' } = source
  const future = on < inForceFrom && source.repealed !== true
  return {
    name: added.name,
    ...{ title, number, issuer, inForceFrom, repealedFrom },
    status: isInForce(source, on) ? 'inForce' : future ? 'future' : 'repealed',
    clauses: units.length,
    questions: topics.reduce((sum, topic) => sum + topic.questions.length, 0),
  }
}

const asAdded = ({ name: file, text, questions = '' }: SourceFile): AddedSource => ({
  name: file.replace(/\.md$/, ''),
  text,
  questions,
})

async function savers(db: Db, rows: readonly PolicySourceVersion[]) {
  return namesOf(
    db,
    'staff',
    rows.flatMap(({ savedBy }) => (savedBy === null ? [] : [savedBy])),
  )
}

async function list(options: AdminOptions) {
  const { store, knowledge } = options
  const { files, on } = knowledge()
  const saved = await currentSources(store.read)
  const names = await savers(store.read, saved)
  const kept = saved.filter(({ act }) => act !== 'withdrawn')
  const own = new Set(kept.map((row) => `${row.name}.md`))
  const fromFiles = files
    .filter((file) => !own.has(file.name))
    .map((file) => ({ ...summary(asAdded(file), on), where: 'file', version: 0 }))
  const fromDatabase = kept.map((row) => ({
    ...summary(row, on),
    where: 'database',
    version: row.version,
    savedAt: row.savedAt,
    savedByName: names.get(row.savedBy ?? '') ?? '',
  }))
  return { items: [...fromFiles, ...fromDatabase] }
}

async function one(options: AdminOptions, source: string) {
  const { read } = options.store
  const rows = await versionsOfSource(read, source)
  const names = await savers(read, rows)
  const [newest] = rows
  const file = fileOf(options, source)
  const inUse = newest === undefined || newest.act === 'withdrawn' ? undefined : newest
  const shown = inUse ?? (file && asAdded(file))
  if (shown === undefined && newest === undefined) throw notHere()
  return {
    name: source,
    where: inUse === undefined ? (file === undefined ? 'withdrawn' : 'file') : 'database',
    version: newest?.version ?? 0,
    text: shown?.text ?? '',
    questions: shown?.questions ?? '',
    versions: rows.map((row) => ({
      version: row.version,
      act: row.act,
      label: sourceActLabels[row.act],
      savedAt: row.savedAt,
      savedByName: names.get(row.savedBy ?? '') ?? '',
    })),
  }
}

function readingRoutes(api: Api, options: AdminOptions): void {
  const all = { summary: '政策文件：列表，文件和数据库里的都在', tags, response: anything }
  api.get('/policy-sources', { schema: all, config }, () => list(options))
  const read = { summary: '政策文件：原文、问法和版本', tags, params, response: anything }
  api.get('/policy-sources/:name', { schema: read, config }, (request) =>
    one(options, request.params.name),
  )
  const which = params.extend({ version: version('版本号') })
  const old = { summary: '政策文件：一个旧版本', tags, params: which, response: anything }
  api.get('/policy-sources/:name/versions/:version', { schema: old, config }, async (request) => {
    const { name: source, version: wanted } = request.params
    const { text, questions, savedAt, act } = await sourceVersion(
      options.store.read,
      source,
      wanted,
    )
    return { name: source, version: wanted, act, savedAt, text, questions }
  })
}

const saved = (row: PolicySourceVersion) => ({
  name: row.name,
  version: row.version,
  act: row.act,
  savedAt: row.savedAt,
})

function writingRoutes(api: Api, options: AdminOptions): void {
  const { store, now } = options
  const put = {
    summary: '政策文件：新增或修改，旧版本都留着',
    tags,
    params,
    body: draft.extend({ after }),
    response: anything,
  }
  api.put('/policy-sources/:name', { schema: put, config }, async (request) => {
    const change = { ...request.body, name: request.params.name, act: 'saved' as const }
    checkDraft(options, change)
    const { actor } = memberOf(request)
    return saved(await store.tx((tx) => saveSource(tx, change, actor, now())))
  })
  const back = {
    summary: '政策文件：恢复旧版本',
    tags,
    params,
    body: z.object({ version: version('要恢复的版本号'), after }),
    response: anything,
  }
  api.post('/policy-sources/:name/restore', { schema: back, config }, async (request) => {
    const { name: source } = request.params
    const { actor } = memberOf(request)
    return saved(await store.tx((tx) => restoreSource(tx, source, request.body, actor, now())))
  })
  const away = {
    summary: '政策文件：撤下，同名的文件重新起作用',
    tags,
    params,
    body: z.object({ after }),
    response: anything,
  }
  api.post('/policy-sources/:name/withdraw', { schema: away, config }, async (request) => {
    const { name: source } = request.params
    const { actor } = memberOf(request)
    const change = { name: source, text: '', questions: '', act: 'withdrawn' as const }
    return saved(
      await store.tx((tx) => saveSource(tx, { ...change, ...request.body }, actor, now())),
    )
  })
}

function previewRoute(api: Api, options: AdminOptions): void {
  const ask = z
    .array(z.string().trim().min(1, { error: '问题是空的。' }).max(500))
    .max(askedMost, { error: `一次最多试 ${askedMost} 个问题。` })
    .describe('要试的问题')
  const schema = {
    summary: '政策文件：试一试，现在怎么答，改了以后怎么答',
    tags,
    params,
    body: draft.extend({ ask }),
    response: anything,
  }
  api.post('/policy-sources/:name/preview', { schema, config }, async (request) => {
    const { ask: questions, ...given } = request.body
    const source = { ...given, name: request.params.name }
    checkDraft(options, source)
    const { answers, changed } = tryOut(options.knowledge(), { source }, questions)
    return {
      answers: answers.map(shownTrial),
      changed: { ...changed, items: changed.items.map(shownTrial) },
    }
  })
}

/** 政策文件: what answers come from. Staff change it here; the files on disk stay as they are. */
export const policySourceRoutes: Routes = (api, options) => {
  readingRoutes(api, options)
  writingRoutes(api, options)
  previewRoute(api, options)
}
