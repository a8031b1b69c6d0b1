import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !['run.ts', 'echo.ts', 'import-once.ts'].includes(name))
  .map((name) => name.replace(/\.ts$/, ''))
const wanted = process.argv[2]
const chosen = wanted === undefined ? names : [wanted]
for (const name of chosen) {
  const file = join(import.meta.dirname, `${name}.ts`)
  if (!existsSync(file)) {
    console.error(`no benchmark ${name}; there are: ${names.join(', ')}`)
    process.exit(2)
  }
  await import(file)
}
