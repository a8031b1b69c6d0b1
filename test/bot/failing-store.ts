import type { Store, Tx, TxMode } from '../../db/store.ts'

/** How a transaction goes wrong: before its work, after its work is undone, or after it is durable and nobody heard. */
export type Mishap = 'before' | 'undone' | 'unheard'

/** A database that meets the mishap which `choose` names for each transaction; `undefined` lets it pass. */
export function failingStore(store: Store, choose: () => Mishap | undefined): Store {
  const broken = () => Object.assign(new Error('connection terminated'), { code: 'ECONNRESET' })
  return {
    ...store,
    async tx<T>(body: (tx: Tx) => Promise<T>, mode?: TxMode): Promise<T> {
      const mishap = choose()
      if (mishap === 'before') throw broken()
      const value = await store.tx(async (tx) => {
        const result = await body(tx)
        if (mishap === 'undone') throw broken()
        return result
      }, mode)
      if (mishap === 'unheard') throw broken()
      return value
    },
  }
}
