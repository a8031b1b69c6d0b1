import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { deleteExpired, expiredFiles, forgetFiles } from '../../db/privacy/retention.ts'
import type { Store } from '../../db/store.ts'
import type { Job } from '../types.ts'

async function deleteFiles(store: Store, folder: string, now: number): Promise<number> {
  let count = 0
  for (;;) {
    const rows = await expiredFiles(store.read, now)
    if (rows.length === 0) return count
    for (const { names } of rows)
      for (const name of names) await rm(join(folder, basename(name)), { force: true })
    const ids = rows.map(({ id }) => id)
    await store.tx((tx) => forgetFiles(tx, ids, now))
    count += rows.length
  }
}

/** 到期删除: every night, by the register of personal fields. Source: 个人信息保护法 第十九条. */
export const deleteExpiredData: Job = {
  name: 'delete-expired',
  schedule: { dailyAt: '03:40' },
  windowMs: 20 * 3_600_000,
  async run({ store, tick, files }) {
    const counts = await deleteExpired(store, tick)
    const gone = files === undefined ? 0 : await deleteFiles(store, files.attachments, tick)
    return { ...counts, files: gone }
  },
}
