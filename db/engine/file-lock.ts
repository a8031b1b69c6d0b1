import Database from 'better-sqlite3'

/** Another instance runs on the same data folder. */
export class AlreadyRunning extends Error {
  constructor() {
    super('另一个退管助手正在使用这个数据目录，本次启动已停止。请先停掉它，或换一个 DATA_DIR。')
  }
}

/**
 * Holds a data folder for one process: a second SQLite file in BEGIN EXCLUSIVE, which frees itself however the process dies.
 * Returns the release. @throws {AlreadyRunning}
 */
export function lockFolder(file: string): () => void {
  const lock = new Database(file, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
    throw busy ? new AlreadyRunning() : error
  }
  return () => {
    lock.exec('rollback')
    lock.close()
  }
}
