import { AlreadyRunning } from '../../db/engine/file-lock.ts'
import { LedgerError } from '../../db/errors.ts'
import { SeedRefused } from '../../db/seed.ts'
import { KeyFileError } from '../../db/vault.ts'
import { ConfigError } from '../config.ts'
import { CommandError } from './types.ts'

const noDatabase = '连不上数据库：请检查 DATABASE_URL，并确认数据库已经启动。'
const noEntry = '数据库不让进：请检查 DATABASE_URL 里的用户名、口令和库名。'
const noFile =
  '文件或目录不能用：请检查 DATA_DIR、SECRET_KEY_FILE、COUNTY_FILE 是否存在、有没有权限。'
const broken = '数据库文件已经损坏：请保留现场，用最近的备份恢复。'
const full = '磁盘已满：请腾出空间再试。'

/** What a code of the system or of an engine means to whoever runs the service. */
const meanings: Readonly<Record<string, string>> = {
  EADDRINUSE: '端口已被占用，请换一个 PORT 再启动。',
  EADDRNOTAVAIL: '不能在这个地址上监听：请检查 HOST，例如 127.0.0.1 或 0.0.0.0。',
  ENOTFOUND: '找不到主机名：请检查 HOST 和 DATABASE_URL。',
  EAI_AGAIN: '找不到主机名：请检查 HOST、DATABASE_URL 和网络。',
  ECONNREFUSED: noDatabase,
  ECONNRESET: noDatabase,
  ETIMEDOUT: noDatabase,
  EHOSTUNREACH: noDatabase,
  '57P03': noDatabase,
  '53300': '数据库的连接已经用完，请稍后再试，或调大它的 max_connections。',
  '28P01': noEntry,
  '28000': noEntry,
  '3D000': noEntry,
  EACCES: noFile,
  EPERM: noFile,
  EROFS: noFile,
  ENOENT: noFile,
  ENOTDIR: noFile,
  EEXIST: noFile,
  SQLITE_CANTOPEN: noFile,
  SQLITE_READONLY: noFile,
  SQLITE_NOTADB: broken,
  SQLITE_CORRUPT: broken,
  SQLITE_FULL: full,
  ENOSPC: full,
  SQLITE_BUSY: '数据库正忙，请稍后再试。',
}

const lowPort = '没有权限使用这个端口：请换一个 1024 以上的 PORT。'

function meaningOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, syscall } = at as NodeJS.ErrnoException // fields that are read may be absent
    if (code === 'EACCES' && syscall === 'listen') return lowPort
    if (code !== undefined && Object.hasOwn(meanings, code)) return meanings[code]
  }
  return undefined
}

/** Why a command cannot go on, in words for whoever runs it and without a value; undefined for a bug. */
export function refusalOf(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error
  if (error instanceof ConfigError) return new CommandError(error.message)
  const told = [AlreadyRunning, KeyFileError, LedgerError, SeedRefused].some(
    (kind) => error instanceof kind,
  )
  if (told && error instanceof Error) return new CommandError(error.message, 1)
  const meaning = meaningOf(error)
  return meaning === undefined ? undefined : new CommandError(meaning, 1)
}
