import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { packageRoot } from '../../policy/package-root.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { testFolder } from '../support.ts'

const layers = ['policy', 'db', 'handlers', 'scheduler', 'admin', 'bot']
const built = /[\\/]web[\\/]dist(\.\d+)?$/

/** A copy of the package as it is after an install, but without its staff pages. */
async function withoutPages(modules: readonly string[]): Promise<string> {
  await ensureBuilt()
  const root = join(testFolder(), 'tuiguan')
  const own = { recursive: true, preserveTimestamps: true }
  for (const name of ['build.mjs', 'package.json', 'dist', ...layers])
    cpSync(join(packageRoot, name), join(root, name), { ...own, filter: (at) => !built.test(at) })
  mkdirSync(join(root, 'node_modules'))
  for (const name of modules)
    symlinkSync(join(packageRoot, 'node_modules', name), join(root, 'node_modules', name))
  return root
}

const everyModule = readdirSync(join(packageRoot, 'node_modules'))

interface Started {
  readonly child: ChildProcess
  readonly address: string
  readonly output: () => string
}

/** Runs the package's own start script until it says where it listens. */
async function npmStart(root: string): Promise<Started> {
  const { PATH = '', HOME = '' } = process.env
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const child = spawn('sh', ['-c', scripts.start], {
    cwd: root,
    env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(root, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // The script ends in `exec`: the service has the shell's process id.
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit')
  })
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`
        const found = /聊天页面：(http:\S+)\//.exec(line)?.[1]
        if (found !== undefined) resolve(found)
      })
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${output}`)))
  })
  return { child, address, output: () => output }
}

test('a start without staff pages builds them while the service is up', async () => {
  const { address, output } = await npmStart(await withoutPages(everyModule))
  expect(output()).toContain('还没有管理页面，正在准备')
  expect((await fetch(`${address}/readyz`)).status).toBe(200)

  const page = await vi.waitFor(
    async () => {
      const reply = await fetch(`${address}/admin`)
      expect(reply.status).toBe(200)
      return reply.text()
    },
    { timeout: 60_000, interval: 200 },
  )
  const [, script = ''] = /src="(\/admin\/assets\/[^"]+\.js)"/.exec(page) ?? []
  expect((await fetch(`${address}${script}`)).status).toBe(200)
  await vi.waitFor(() => expect(output()).toContain('管理页面准备好了。'))
}, 90_000)

test('a start with pages older than their sources serves them, and builds them anew', async () => {
  const root = await withoutPages(everyModule)
  const pages = join(root, 'admin/web/dist')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.html'), '<p>旧的页面</p>')
  utimesSync(join(pages, 'index.html'), 1, 1)
  const { address, output } = await npmStart(root)
  expect(output()).toContain('管理页面有更新，正在准备')
  const served = async () => (await fetch(`${address}/admin`)).text()
  expect(await served()).toContain('旧的页面')
  await vi.waitFor(() => expect(output()).toContain('管理页面准备好了。'), { timeout: 60_000 })
  expect(await served()).toMatch(/src="\/admin\/assets\//)
}, 90_000)

test('without Vite the service runs all the same and says what to do', async () => {
  const root = await withoutPages(everyModule.filter((name) => name !== 'vite'))
  const { address, output } = await npmStart(root)
  expect(output()).toMatch(/没有安装 Vite.*请运行 npm ci/)
  const waiting = await fetch(`${address}/admin`)
  expect(waiting.status).toBe(503)
  expect(waiting.headers.get('retry-after')).toBe('3')
  expect(await waiting.text()).toContain('页面正在准备')
  expect((await fetch(`${address}/`)).status).toBe(200)
})

test('pages that cannot be built leave the service up and nothing half made', async () => {
  const root = await withoutPages(everyModule)
  cpSync(join(root, 'package.json'), join(root, 'admin/web/src/App.vue'))
  const { address, output } = await npmStart(root)
  await vi.waitFor(() => expect(output()).toContain('管理页面没有做成'), { timeout: 60_000 })
  expect(output()).not.toContain('管理页面准备好了')
  expect(readdirSync(join(root, 'admin/web')).filter((name) => name.startsWith('dist'))).toEqual([])
  expect((await fetch(`${address}/healthz`)).status).toBe(200)
}, 90_000)
