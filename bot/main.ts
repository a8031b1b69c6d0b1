import { existsSync } from 'node:fs'
import { ask } from './commands/ask.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { importCommand } from './commands/import.ts'
import { refusalOf } from './commands/refusal.ts'
import { serve } from './commands/serve.ts'
import { staff } from './commands/staff.ts'
import type { Command } from './commands/types.ts'
import { describeBug, makeLog } from './log.ts'

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({ serve, staff, import: importCommand, demo, ask, doctor }),
)

/** The one place that reads the wall clock and the environment; everything else is given them. */
async function main(): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const [name = 'serve', ...args] = process.argv.slice(2)
  const command = commands.get(name)
  if (command === undefined) {
    process.stderr.write(`没有“${name}”这个命令。可用的有：${[...commands.keys()].join('、')}\n`)
    return 2
  }
  const now = () => Date.now()
  return command(args, {
    environment: process.env,
    now,
    log: makeLog(process.stderr, now),
    input: process.stdin,
    print: (line) => process.stdout.write(`${line}\n`),
    tell: (line) => process.stderr.write(`${line}\n`),
  })
}

// Node would print such an error whole, with its message and causes.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${describeBug(error)}\n`)
  process.exit(1)
})

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const refusal = refusalOf(error)
    process.stderr.write(`${refusal?.message ?? describeBug(error)}\n`)
    process.exitCode = refusal?.exitCode ?? 1
  },
)
