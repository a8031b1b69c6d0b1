import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { TestDatabase } from './test-database.ts'

/** Everything the database keeps, as bytes in Latin-1. */
export async function allBytes({ file, url }: TestDatabase): Promise<string> {
  if (url === undefined)
    return [file, `${file}-wal`]
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'latin1'))
      .join('')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    "select query_to_xml(format('select * from %I', table_name), true, false, '')::text as all from information_schema.tables where table_schema = 'public'",
  )
  await client.end()
  return Buffer.from(rows.map((row) => row.all).join('\n')).toString('latin1')
}

/** How a text can stand in those bytes: as it is, in hex, in base64. */
export const formsOf = (text: string): readonly string[] => {
  const bytes = Buffer.from(text)
  return [bytes.toString('latin1'), bytes.toString('hex'), bytes.toString('base64').slice(0, -4)]
}

/** Every file of a folder, as bytes in Latin-1. */
export const filesOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')
