import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { packageRoot } from '../../../policy/package-root.ts'
import { makeGate } from '../gate.ts'
import { longestSeconds, sampleRate } from './wav.ts'

/** A recording in SILK or Opus as WAV of 16 kHz; undefined when it cannot be read within limits. */
export type ToWav = (recording: Buffer, signal: AbortSignal) => Promise<Buffer | undefined>

/** How long one recording may take, ms. */
const waitMostMs = 10_000
/** Heap of the process that reads it, MB. */
const heapMost = 128
const largestWav = 44 + longestSeconds * sampleRate * 2

/** The built child, or its source where nothing was built. */
function childArguments(): readonly string[] {
  const built = join(packageRoot, 'dist', 'sound.js')
  if (existsSync(built)) return [built]
  return ['--import', 'tsx', join(packageRoot, 'bot', 'aids', 'sound', 'child.ts')]
}

async function convert(recording: Buffer, signal: AbortSignal): Promise<Buffer | undefined> {
  const args = [`--max-old-space-size=${heapMost}`, ...childArguments()]
  // No environment: the child has nothing to tell anyone.
  const child = spawn(process.execPath, args, {
    cwd: packageRoot,
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const stop = () => void child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  const closed = once(child, 'close').catch(() => [1])
  const chunks: Buffer[] = []
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > largestWav) stop()
    else chunks.push(chunk)
  })
  // A child that dies early closes its end; its exit code tells.
  await pipeline([recording], child.stdin).catch(() => undefined)
  const [code] = await closed
  signal.removeEventListener('abort', stop)
  return code === 0 && bytes > 44 ? Buffer.concat(chunks) : undefined
}

/** Converts in a process of its own, one recording at a time, so that no recording can harm the service. */
export function makeToWav(waitMs = waitMostMs): ToWav {
  const gate = makeGate(1)
  return async (recording, signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(waitMs)])
    if (limit.aborted || !(await gate.enter(waitMs))) return undefined
    try {
      return await convert(recording, limit)
    } finally {
      gate.leave()
    }
  }
}
