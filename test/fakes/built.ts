import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../policy/package-root.ts'

let built: Promise<void> | undefined
let builtPages: Promise<void> | undefined

/** One process at a time, so that all test files may ask for it. */
async function build(...wanted: string[]): Promise<void> {
  const lock = join(packageRoot, 'package.json')
  const args = [lock, process.execPath, join(packageRoot, 'build.mjs'), ...wanted]
  const child = spawn('flock', args, { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`build.mjs ended with ${code}`)
}

/** Bundles the service into dist/ when a source is newer than the bundle. */
export function ensureBuilt(): Promise<void> {
  built ??= build()
  return built
}

/** The same, and the staff pages when a source of theirs is newer than they are. */
export function ensurePages(): Promise<void> {
  builtPages ??= build('--fresh-pages')
  return builtPages
}
