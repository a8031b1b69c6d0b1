import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { packageRoot } from '../../../policy/package-root.ts'

/** Another process that holds a file: `lock` as a second instance does, `write` as a tool in the middle of a write. */
export async function holdFile(what: 'lock' | 'write', file: string): Promise<ChildProcess> {
  const script = join(packageRoot, 'test', 'db', 'engine', 'hold.mts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, what, file], {
    cwd: packageRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  if (child.stdout === null) throw new Error('no standard output')
  await once(child.stdout, 'data')
  return child
}

/** Ends it without a chance to clean up. */
export async function kill9(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
