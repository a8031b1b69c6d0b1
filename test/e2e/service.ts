import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../policy/package-root.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { testDatabase, testFolder } from '../support.ts'

/** The real service in a process of its own. */
export interface ServiceProcess {
  readonly address: string
  readonly pid: number
  readonly setupCode: string | undefined
  /** Standard output and standard error so far. */
  output(): string
  /** How long it took from spawn to ready, ms. */
  readonly readyMs: number
  /** kill -9. */
  kill(): Promise<void>
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number>
}

/** Settings of a service or command with an empty database of its own, of this process's engine; it goes with the test. */
export async function ownDatabase(): Promise<Record<string, string>> {
  const folder = testFolder()
  const { url } = await testDatabase(folder, { empty: true })
  return { DATA_DIR: folder, ...(url === undefined ? {} : { DATABASE_URL: url }) }
}

/** Runs a command of the service; resolves when it ended. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  await ensureBuilt()
  const child = spawnMain(args, env)
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  child.stdin?.end(input)
  const [code] = await once(child, 'close')
  return { code, out, err }
}

const isFolder = (path = '') => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

function spawnMain(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  const main = join(packageRoot, 'dist', 'main.js')
  return spawn(
    process.execPath,
    ['--enable-source-maps', '--max-semi-space-size=8', '--no-parallel-scavenge', main, ...args],
    {
      cwd: isFolder(env['DATA_DIR']) ? env['DATA_DIR'] : tmpdir(),
      env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', MALLOC_ARENA_MAX: '4', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
}

/** Starts the service and waits until it printed where it is. @throws with its output when it ends before. */
export async function startProcess(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  await ensureBuilt()
  const started = performance.now()
  const child = spawnMain([], env)
  let output = ''
  const note = (line: string) => {
    output += `${line}\n`
  }
  if (child.stdout === null || child.stderr === null) throw new Error('no pipes')
  createInterface({ input: child.stderr }).on('line', note)
  const lines = createInterface({ input: child.stdout })
  const exited = once(child, 'exit')
  const address = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      note(line)
      const found = /聊天页面：(http:\S+)\//.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`service ended with ${code}:\n${output}`)))
  })
  const readyMs = performance.now() - started
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const [code] = await exited
    return Number(code ?? -1)
  }
  return {
    address,
    pid: child.pid ?? 0,
    get setupCode() {
      return /首次设置码：(\w{10})/.exec(output)?.[1]
    },
    output: () => output,
    readyMs,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}
