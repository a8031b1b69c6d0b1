import { spawn } from 'node:child_process'
import { startCluster } from './postgres.ts'

// The whole suite: on SQLite always, on PostgreSQL when one is named or can be started.
const given = process.env['TEST_DATABASE_URL']
const cluster = given === undefined ? startCluster() : undefined
const url = given ?? cluster?.url
if (url === undefined) process.stderr.write('PostgreSQL: none found, its half is skipped\n')
const env = { ...process.env, ...(url === undefined ? {} : { TEST_DATABASE_URL: url }) }
const args = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]
const child = spawn(process.execPath, args, { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => {
  cluster?.stop()
  process.exitCode = code ?? 1
})
