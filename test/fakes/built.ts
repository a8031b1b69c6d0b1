import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../policy/package-root.ts'

let built: Promise<void> | undefined

async function build(): Promise<void> {
  const lock = join(packageRoot, 'package.json')
  const child = spawn('flock', [lock, process.execPath, join(packageRoot, 'build.mjs')], {
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`build.mjs ended with ${code}`)
}

/** Bundles the service into dist/ when a source is newer than the bundle; one process at a time, so that all test files may ask for it. */
export function ensureBuilt(): Promise<void> {
  built ??= build()
  return built
}
