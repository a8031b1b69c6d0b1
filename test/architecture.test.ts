import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../policy/package-root.ts'

const layers = ['policy', 'db', 'handlers', 'scheduler', 'admin', 'bot'] as const

function filesIn(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
    .filter((name) => !name.startsWith('admin/web/'))
}

const sources = layers.flatMap(filesIn)
const textOf = (file: string) => readFileSync(join(packageRoot, file), 'utf8')
const codeOf = (file: string) =>
  textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'/gm, '')

/** Files whose code matches. */
const withCode = (pattern: RegExp, but: readonly string[] = []) =>
  sources.filter((file) => !but.includes(file) && pattern.test(codeOf(file)))

/** Files that import another. */
function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(/from '(\.[^']+)'/g)].map(([, to = '']) =>
    relative(packageRoot, join(packageRoot, file, '..', to)),
  )
}

const allowed: Record<(typeof layers)[number], readonly string[]> = {
  policy: ['policy'],
  db: ['db', 'policy'],
  handlers: ['handlers', 'db', 'policy'],
  scheduler: ['scheduler', 'db', 'policy'],
  admin: ['admin', 'db', 'policy'],
  bot: ['bot', 'handlers', 'scheduler', 'admin', 'db', 'policy'],
}

test('there is something to check', () => {
  expect(sources.length).toBeGreaterThan(80)
})

test.each(layers)('%s imports only what stands left of it', (layer) => {
  const wrong = sources
    .filter((file) => file.startsWith(`${layer}/`))
    .flatMap((file) => importsOf(file).map((to) => `${file} → ${to}`))
    .filter((edge) => !allowed[layer].includes(edge.split(' → ')[1]?.split('/')[0] ?? ''))
  expect(wrong).toEqual([])
})

describe('one place for each thing', () => {
  test('only bot/main.ts reads the wall clock', () => {
    expect(withCode(/Date\.now\(\)|new Date\(\)/, ['bot/main.ts'])).toEqual([])
  })

  test('only bot/main.ts and db/columns.ts read the environment', () => {
    expect(withCode(/process\.env/, ['bot/main.ts', 'db/columns.ts'])).toEqual([])
  })

  test('only db/engine, columns, open, migrate, errors and store know the engines', () => {
    const know = sources.filter(
      (file) =>
        !file.startsWith('bot/') && /\b(sqlite|postgres|PostgreSQL|SQLite)\b/i.test(codeOf(file)),
    )
    const may = /^db\/(engine\/.*|columns|open|migrate|errors|store|prepared)\.ts$/
    expect(know.filter((file) => !may.test(file))).toEqual([])
  })

  test('nothing prints but through what it is given', () => {
    expect(withCode(/\bconsole\./)).toEqual([])
  })

  test('SQL is written in db only', () => {
    const outside = sources.filter((file) => !file.startsWith('db/'))
    const drizzle = outside.filter((file) => /from 'drizzle-orm/.test(textOf(file)))
    expect(drizzle).toEqual([])
  })
})

describe('everything is wired', () => {
  const lists = [
    [
      'handlers',
      /^handlers\/(staff\/)?(?!index|types|say|dialogue|read-facts)/,
      ['handlers/index.ts'],
    ],
    ['scheduler/jobs', /^scheduler\/jobs\//, ['scheduler/index.ts']],
    // The probes belong to no API: the server puts them beside it, or serves them alone.
    ['admin/routes', /^admin\/routes\/(?!index)/, ['admin/routes/index.ts', 'admin/server.ts']],
  ] as const

  test.each(lists)('every file of %s is in its list', (_name, pattern, where) => {
    const listed = where.flatMap(importsOf)
    const files = sources.filter((file) => pattern.test(file))
    expect(files.length).toBeGreaterThan(1)
    expect(files.filter((file) => !listed.includes(file))).toEqual([])
  })
})

test('every export says what it is', () => {
  const bare = sources.flatMap((file) => {
    const lines = textOf(file).split('\n')
    return lines.flatMap((line, at) =>
      /^export (?!\*|\{|type \{)/.test(line) && !/\*\/\s*$/.test(lines[at - 1] ?? '')
        ? [`${file}:${at + 1}`]
        : [],
    )
  })
  expect(bare).toEqual([])
})
