import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dialect } from '../../../db/columns.ts'
import { packageRoot } from '../../../policy/package-root.ts'
import { testFolder } from '../../support.ts'

const shipped = join(packageRoot, 'db', 'migrations', dialect, 'meta', '_journal.json')
/** How many migrations the service ships with. */
export const shippedMigrations: number = JSON.parse(readFileSync(shipped, 'utf8')).entries.length

/** The first shipped migrations, as an earlier version had them. `count`: how many. */
export function earlierMigrations(count: number): string {
  const folder = join(testFolder(), 'earlier')
  cpSync(join(packageRoot, 'db', 'migrations', dialect), folder, { recursive: true })
  const file = join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }))
  return folder
}

/** The shipped migrations with one more behind them. Statements are kept apart by drizzle-kit's own mark. */
export function withMigration(...statements: readonly string[]): string {
  const folder = join(testFolder(), 'migrations')
  cpSync(join(packageRoot, 'db', 'migrations', dialect), folder, { recursive: true })
  const file = join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8'))
  const last = journal.entries.at(-1)
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_test' })
  writeFileSync(file, JSON.stringify(journal))
  writeFileSync(join(folder, '9999_test.sql'), statements.join('\n--> statement-breakpoint\n'))
  return folder
}
