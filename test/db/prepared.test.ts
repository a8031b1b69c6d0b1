import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { stations } from '../../db/ledgers/station.ts'
import { prepared } from '../../db/prepared.ts'
import { statement } from '../../db/statement.ts'
import type { Db } from '../../db/store.ts'
import { testStore } from '../support.ts'

/** Statements without parameters, each with a text of its own. */
const text = (db: Db, n: number) =>
  db
    .select({ n: sql<number>`cast(${sql.raw(String(n))} as int)` })
    .from(stations)
    .limit(1)

test('statements of both kinds live on one connection without taking each other for their own', async () => {
  const store = await testStore()
  const kept = Array.from({ length: 60 }, (_, n) =>
    statement((db: Db, name) => text(db, n).prepare(name)),
  )
  const found = await store.tx(async (tx) => {
    const all: number[] = []
    for (const [n, one] of kept.entries()) {
      const keyed = prepared(tx, `test ${n}`, (name) => text(tx, 1000 + n).prepare(name))
      for (const statementOf of [one(tx), keyed])
        all.push((await statementOf.execute())[0]?.n ?? -1)
    }
    return all
  })
  expect(found).toEqual(kept.flatMap((_, n) => [n, 1000 + n]))
})
