import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { runImport, startImport } from '../../admin/import/import-list.ts'
import type { Actor } from '../../db/actor.ts'
import { LedgerError } from '../../db/errors.ts'
import { confirmImport, dropImport } from '../../db/ledgers/import-acts.ts'
import { importRows } from '../../db/ledgers/import-rows.ts'
import type { RetireeImport, RowOutcome } from '../../db/ledgers/retiree-import.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { ConfigError, readConfig } from '../config.ts'
import { openDatabase } from '../open-database.ts'
import { type Command, type CommandContext, CommandError } from './types.ts'

const usage = `用法：
  npm run import -- retirees 文件.xlsx [--station 站] [--enterprise 企业] [--dry-run]
  没有写明管理单位的人归 --station（不填：县退管中心）。--dry-run 只核对，不导入。`

const options = {
  station: { type: 'string', default: 'center' },
  enterprise: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const

/** The command line of whoever runs the service. */
const operator: Actor = { kind: 'system', id: 'operator', scope: countyScope, center: true }
const rowsAtOnce = 500

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [what, file, ...more] = positionals
    if (what !== 'retirees' || file === undefined || more.length > 0) throw new CommandError(usage)
    return { values, file }
  } catch {
    throw new CommandError(usage)
  }
}

async function printRows(
  store: Store,
  { id }: RetireeImport,
  outcome: RowOutcome,
  print: (line: string) => void,
): Promise<void> {
  let after = 0
  for (;;) {
    const rows = await importRows(store.read, id, { outcome, after, limit: rowsAtOnce })
    for (const { rowNo, remarks } of rows)
      for (const { cell, message } of remarks) print(`第 ${rowNo} 行\t${cell}\t${message}`)
    if (rows.length < rowsAtOnce) return
    after = rows.at(-1)?.rowNo ?? 0
  }
}

/** Confirms what can be; rows that ask and rows with faults keep the whole list out. Returns the exit code. */
async function settle(store: Store, row: RetireeImport, dryRun: boolean, context: CommandContext) {
  const { print, tell, now } = context
  tell(
    `共 ${row.rowCount} 行：新增 ${row.newCount}，已有 ${row.sameCount}，需要决定 ${row.askCount}，有错 ${row.faultCount}。`,
  )
  await printRows(store, row, 'fault', print)
  await printRows(store, row, 'ask', print)
  const open = row.faultCount + row.askCount
  if (!dryRun && open === 0) {
    const done = await store.tx((tx) => confirmImport(tx, row.id, operator, now()))
    tell(`已导入 ${done.newCount} 人。批次编号 ${done.id}。`)
    return 0
  }
  if (dryRun || row.faultCount > 0) await store.tx((tx) => dropImport(tx, row.id, operator, now()))
  if (dryRun) tell('只核对，没有导入。')
  else if (row.faultCount > 0) tell('没有导入。请在表格里改好，再导入一次。')
  else tell('没有导入。请到管理页面“批量接收记录”逐行决定后确认。')
  return open === 0 ? 0 : 1
}

async function work(store: Store, args: ReturnType<typeof readArguments>, context: CommandContext) {
  const { values, file } = args
  const { station: stationId, enterprise, 'dry-run': dryRun } = values
  const list = { fileName: basename(file), stationId, enterprise }
  const now = context.now()
  const row = await startImport(store, list, operator, now)
  const read = await runImport(store, row, { ...list, file: createReadStream(file) }, now)
  if (read.status === 'failed') throw new CommandError(read.problem, 1)
  return settle(store, read, dryRun, context)
}

/** `import retirees FILE`: the same import as the page; faults by cell on standard output. Exit code 1: not imported. */
export const importCommand: Command = async (given, context) => {
  const args = readArguments(given)
  if (!existsSync(args.file)) throw new CommandError('没有这个文件。', 1)
  try {
    const store = await openDatabase(readConfig(context.environment), { now: context.now })
    try {
      return await work(store, args, context)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message, 2)
    if (error instanceof LedgerError) throw new CommandError(error.message, 1)
    throw error
  }
}
