import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const versionsFolder = '/usr/lib/postgresql'

function binaries(): string | undefined {
  if (!existsSync(versionsFolder)) return undefined
  const versions = readdirSync(versionsFolder).sort((a, b) => Number(b) - Number(a))
  return versions
    .map((v) => join(versionsFolder, v, 'bin'))
    .find((p) => existsSync(join(p, 'initdb')))
}

/** Runs a PostgreSQL program; it refuses to run as root, so then as its own user. */
function run(program: string, args: readonly string[]): void {
  const root = process.getuid?.() === 0
  const [command, all] = root
    ? ['runuser', ['-u', 'postgres', '--', program, ...args]]
    : [program, [...args]]
  execFileSync(command, all, { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A private PostgreSQL of this test run. */
export interface Cluster {
  readonly url: string
  stop(): void
}

/** Starts one on a socket in a temporary folder, without durability; undefined where there are no binaries. */
export function startCluster(): Cluster | undefined {
  const bin = binaries()
  if (bin === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'tuiguan-pg-'))
  if (process.getuid?.() === 0) {
    const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }))
    chownSync(folder, uid, uid)
  }
  const data = join(folder, 'data')
  run(join(bin, 'initdb'), ['-D', data, '-U', 'test', '--auth=trust', '-E', 'UTF8', '--no-sync'])
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c max_connections=300`
  run(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start'])
  return {
    url: `postgres://test@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop() {
      const stop = ['-D', data, '-m', 'immediate', 'stop']
      if (process.getuid?.() === 0) {
        spawnSync('runuser', ['-u', 'postgres', '--', join(bin, 'pg_ctl'), ...stop])
      } else spawnSync(join(bin, 'pg_ctl'), stop)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
