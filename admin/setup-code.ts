import { newCode } from '../db/access/code-text.ts'
import { storeCode } from '../db/access/one-use-code.ts'
import { hasManager } from '../db/ledgers/staff-acts.ts'
import type { Store } from '../db/store.ts'

/** How long a set-up code works; every start of a service without an administrator makes a new one. */
const setupCodeMs = 7 * 86_400_000

/** A fresh one-use code for the first administrator, to be printed at the start; undefined when there is one already. */
export async function ensureSetupCode(store: Store, now: number): Promise<string | undefined> {
  const code = newCode()
  return store.tx(async (tx) => {
    if (await hasManager(tx)) return undefined
    await storeCode(tx, { purpose: 'setup', code, ttlMs: setupCodeMs }, now)
    return code
  })
}
