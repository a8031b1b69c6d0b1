import type { Announced } from './protocol.ts'

/** A message that outlived so many processes unread may be what ends them. */
const MOST_PROCESSES = 10
const MOST_ITEMS = 10_000

const keyOf = ({ what, id }: Announced): string => `${what} ${id}`

/** What the gateway told of and is not stored yet: it outlives the child, and the next child begins with it. */
export class Pending {
  readonly #items = new Map<string, { item: Announced; processes: number }>()

  /** The gateway told of an item. */
  add(item: Announced): void {
    if (this.#items.size < MOST_ITEMS) this.#items.set(keyOf(item), { item, processes: 0 })
  }

  /** An item is stored, or nothing will come of it. */
  remove(item: Announced): void {
    this.#items.delete(keyOf(item))
  }

  /** All items in order, for a new process; those that too many processes did not survive are given up and returned as `givenUp`. */
  handOn(): { pending: Announced[]; givenUp: Announced[] } {
    const givenUp: Announced[] = []
    for (const [key, entry] of this.#items) {
      if (++entry.processes <= MOST_PROCESSES) continue
      givenUp.push(entry.item)
      this.#items.delete(key)
    }
    return { pending: [...this.#items.values()].map(({ item }) => item), givenUp }
  }
}
