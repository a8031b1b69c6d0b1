import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSeed } from '../../db/seed.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { readConfig } from '../config.ts'
import { demoPeople, fillCounty, fillStaff } from '../demo/fill.ts'
import { openDatabase } from '../open-database.ts'
import { serve } from './serve.ts'
import { type Command, CommandError } from './types.ts'

const seedFile = join(packageRoot, 'db', 'seed', 'demo.json')

/** The service in a temporary folder, with a fictional county; nothing of it stays. Channels of the real service are not opened. */
export const demo: Command = async (args, context) => {
  const { HOST, PORT, DATABASE_URL } = context.environment
  if (DATABASE_URL !== undefined && DATABASE_URL !== '')
    throw new CommandError('演示不使用 DATABASE_URL，请去掉这个设置再运行。')
  const folder = mkdtempSync(join(tmpdir(), 'tuiguan-demo-'))
  const environment = { HOST, PORT, DATA_DIR: folder, COUNTY_FILE: seedFile }
  try {
    context.tell(`正在准备 ${demoPeople} 人的示范县，请稍候……`)
    const store = await openDatabase(readConfig(environment), { now: context.now })
    const seed = readSeed(seedFile)
    const password = randomBytes(9).toString('base64url')
    const logins = await fillStaff(store, seed, password, context.now())
    await fillCounty(store, seed, context.now())
    await store.close()
    context.print(`演示账号：${logins.join('、')}，口令都是 ${password}`)
    return await serve(args, { ...context, environment })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
