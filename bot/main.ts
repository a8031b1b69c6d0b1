import { existsSync } from 'node:fs'
import { errorName } from '../db/errors.ts'
import { ask } from './commands/ask.ts'
import { doctor } from './commands/doctor.ts'
import { serve } from './commands/serve.ts'
import { staff } from './commands/staff.ts'
import { type Command, CommandError } from './commands/types.ts'
import { makeLog } from './log.ts'

const commands: Readonly<Record<string, Command>> = { serve, staff, ask, doctor }

/** The one place that reads the wall clock and the environment; everything else is given them. */
async function main(): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const [name = 'serve', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (command === undefined) {
    process.stderr.write(`没有“${name}”这个命令。可用的有：${Object.keys(commands).join('、')}\n`)
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

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const known = error instanceof CommandError
    // Bugs show their stack without the message, which may hold personal data or a token.
    const stack = error instanceof Error ? (error.stack ?? '').replace(error.message, '') : ''
    process.stderr.write(known ? `${error.message}\n` : `${errorName(error)}\n${stack}\n`)
    process.exitCode = known ? error.exitCode : 1
  },
)
