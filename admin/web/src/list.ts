import { reactive, ref } from 'vue'
import { call, queryText, sayError } from './api.ts'
import type { Ledger, Page, Row } from './types.ts'

/** What a list is narrowed by; empty text means no limit. Days are China dates `YYYY-MM-DD`. */
export interface Filters {
  station: string
  from: string
  to: string
  status: string
  /** `overdue`, `soon` or `open`, where rows have a time limit. */
  due: string
  q: string
  /** Choices that only some ledgers are narrowed by, by field key. */
  [choice: string]: string
}

/** Nothing narrowed. */
export const noFilters: Readonly<Filters> = {
  station: '',
  from: '',
  to: '',
  status: '',
  due: '',
  q: '',
}

/** Everything that a ledger can be narrowed by, not narrowed. */
export const filtersOf = (ledger: Ledger | undefined): Filters => ({
  ...noFilters,
  ...Object.fromEntries((ledger?.filters.narrow ?? []).map(({ key }) => [key, ''])),
})

const pageSize = 50

/** A ledger's list, one page at a time; earlier cursors are kept so that 上一页 works. */
export function useList(ledger: string, start: Filters) {
  const filters = reactive<Filters>({ ...start })
  const rows = ref<readonly Row[]>([])
  const next = ref<string | null>(null)
  const trail = ref<readonly string[]>([])
  const busy = ref(false)
  const problem = ref('')
  let asked = 0

  async function load(to: readonly string[] = trail.value) {
    const mine = ++asked
    busy.value = true
    try {
      const query = queryText({ ...filters, limit: pageSize, cursor: to[to.length - 1] })
      const page = await call<Page>('GET', `/${ledger}?${query}`)
      if (mine !== asked) return
      rows.value = page.items
      next.value = page.nextCursor
      trail.value = to
      problem.value = ''
    } catch (error) {
      if (mine === asked) problem.value = sayError(error)
    } finally {
      if (mine === asked) busy.value = false
    }
  }

  return {
    filters,
    rows,
    busy,
    problem,
    next,
    trail,
    load,
    search: () => load([]),
    forward: () => (next.value === null ? Promise.resolve() : load([...trail.value, next.value])),
    back: () => load(trail.value.slice(0, -1)),
  }
}
