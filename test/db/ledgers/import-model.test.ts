import { Readable } from 'node:stream'
import { asc } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { runImport, startImport } from '../../../admin/import/import-list.ts'
import { dialect } from '../../../db/columns.ts'
import { LedgerError } from '../../../db/errors.ts'
import {
  confirmImport,
  decideRows,
  dropImport,
  undoImport,
} from '../../../db/ledgers/import-acts.ts'
import { retirees, retireeWordsOf } from '../../../db/ledgers/retiree.ts'
import { importedRetirees, importedRows } from '../../../db/ledgers/retiree-import.ts'
import type { Store } from '../../../db/store.ts'
import { ensureBuilt } from '../../fakes/built.ts'
import { idNumberFor } from '../../people.ts'
import { monday, system, testStore } from '../../support.ts'

beforeAll(ensureBuilt)

/** Numbers of people who were born on days of their own: nobody is another's namesake. */
const numbers = [0, 1, 2, 3].map((at) => idNumberFor(`194${at}-05-12`, 2))
const names = ['张桂英', '李长寿', '欧阳春']
const phones = ['', '13800138000', '13900139000']

const line = fc.record({
  number: fc.nat(numbers.length - 1),
  name: fc.constantFrom(...names),
  phone: fc.constantFrom(...phones),
})
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('confirm', 'confirm', 'confirm', 'drop'),
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
      decision: fc.constantFrom('keep', 'take'),
      which: fc.nat(5),
    } as const),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('undo'),
      lines: fc.constant([]),
      decision: fc.constant('keep'),
      which: fc.nat(5),
    } as const),
  },
)

interface Person {
  name: string
  phone: string
  /** The import that brought them. */
  readonly by: number
  /** Every change of a field since, and the import that made it; undefined for one that took another back. */
  readonly log: { field: 'name' | 'phone'; before: string; by: number | undefined }[]
}

/** The register as the lists and the decisions on them say it must stand. */
class Model {
  people = new Map<number, Person>()
  readonly imports: { id: string; status: 'confirmed' | 'undone' }[] = []

  /** Rows that ask, in the order of the list. */
  asked(lines: readonly Line[]): boolean[] {
    const seen = new Set<number>()
    return lines.map((one) => {
      const known = this.people.get(one.number)
      const twice = seen.has(one.number)
      seen.add(one.number)
      return known === undefined ? twice : this.differs(one, known)
    })
  }

  differs(one: Line, known: Person): boolean {
    return one.name !== known.name || (one.phone !== '' && one.phone !== known.phone)
  }

  set(person: Person, field: 'name' | 'phone', value: string, by: number | undefined): void {
    if (person[field] === value) return
    person.log.push({ field, before: person[field], by })
    person[field] = value
  }

  confirm(lines: readonly Line[], decision: 'keep' | 'take', id: string): void {
    const by = this.imports.length
    this.imports.push({ id, status: 'confirmed' })
    const before = new Map(this.people)
    for (const number of new Set(lines.map((one) => one.number))) {
      const own = lines.filter((one) => one.number === number)
      const known = before.get(number)
      const [first] = own
      const counts = known === undefined && decision === 'keep' ? first : own.at(-1)
      if (known === undefined && counts !== undefined) {
        const { name, phone } = counts
        this.people.set(number, { name, phone, by, log: [] })
      }
      const last = known && own.findLast((one) => this.differs(one, known))
      if (known === undefined || last === undefined || decision === 'keep') continue
      this.set(known, 'name', last.name, by)
      if (last.phone !== '') this.set(known, 'phone', last.phone, by)
    }
  }

  /** Whether nothing was built on an import. */
  mayUndo(by: number): boolean {
    for (const person of this.people.values()) {
      if (person.by === by && person.log.length > 0) return false
      for (const [at, change] of person.log.entries())
        if (
          change.by === by &&
          person.log.slice(at + 1).some(({ field }) => field === change.field)
        )
          return false
    }
    return true
  }

  undo(by: number): void {
    for (const person of this.people.values())
      for (const { field, before } of person.log.filter((change) => change.by === by))
        this.set(person, field, before, undefined)
    this.people = new Map([...this.people].filter(([, person]) => person.by !== by))
  }

  get rows() {
    return [...this.people]
      .toSorted(([one], [other]) => one - other)
      .map(([number, { name, phone }]) => [numbers[number]?.slice(-4), name, phone])
  }
}

async function upload(store: Store, lines: readonly Line[], now: number) {
  const rows = lines.map(({ number, name, phone }) => [name, numbers[number], phone].join(','))
  const bytes = Buffer.from(['姓名,身份证号码,联系电话', ...rows].join('\n'))
  const list = { fileName: '名单.csv', stationId: 'guangtong' }
  const begun = await startImport(store, list, system, now)
  return runImport(store, begun, { ...list, file: Readable.from([bytes]) }, now)
}

async function registered({ read }: Store) {
  const rows = await read.select().from(retirees).orderBy(asc(retirees.bornOn))
  return rows.map((row) => [row.idLast4, row.name, retireeWordsOf(read, row).phone ?? ''])
}

const allowed = (done: Promise<unknown>): Promise<boolean> =>
  done.then(
    () => true,
    (error: unknown) => {
      if (error instanceof LedgerError) return false
      throw error
    },
  )

test('whatever lists come, are decided, confirmed, given up and taken back, the register is what they say, and nothing is left half done', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const store = await testStore()
      const model = new Model()
      let now = monday
      for (const { do: verb, lines, decision, which } of steps) {
        now += 60_000
        const at = now
        if (verb === 'undo') {
          const one = model.imports[which % Math.max(1, model.imports.length)]
          if (one === undefined) continue
          const by = model.imports.indexOf(one)
          const may = one.status === 'confirmed' && model.mayUndo(by)
          expect(await allowed(store.tx((tx) => undoImport(tx, one.id, system, at)))).toBe(may)
          if (may) model.undo(by)
          if (may) one.status = 'undone'
        } else {
          const read = await upload(store, lines, at)
          const asks = model.asked(lines).filter(Boolean).length
          expect([read.status, read.faultCount, read.askCount]).toEqual(['ready', 0, asks])
          expect(await registered(store)).toEqual(model.rows)
          if (verb === 'drop') await store.tx((tx) => dropImport(tx, read.id, system, at))
          else {
            if (asks > 0) {
              expect(await allowed(store.tx((tx) => confirmImport(tx, read.id, system, at)))).toBe(
                false,
              )
              await store.tx((tx) => decideRows(tx, read.id, { decision }, system))
            }
            await store.tx((tx) => confirmImport(tx, read.id, system, at))
            model.confirm(lines, decision, read.id)
          }
          expect(await store.read.$count(importedRetirees)).toBe(0)
          expect(await store.read.$count(importedRows)).toBe(0)
        }
        expect(await registered(store)).toEqual(model.rows)
      }
    }),
    { numRuns: dialect === 'pg' ? 2 : 8 },
  )
}, 120_000)
