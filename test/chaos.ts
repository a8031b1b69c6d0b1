import { spawnSync } from 'node:child_process'

// `npm run chaos`: a hundred kills, and the outages that are too long for the normal suite.
const env = { ...process.env, CHAOS: '1' }
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/chaos.config.ts'],
  { stdio: 'inherit', env },
)
process.exitCode = status ?? 1
