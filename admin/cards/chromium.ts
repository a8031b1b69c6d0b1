import { spawn } from 'node:child_process'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { ApiError } from '../errors.ts'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
]
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  'C:\\Program Files\\Google\\Chrome\\Application',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application',
]

/** The machine's Chromium: where the settings say, else the first in these folders. */
export function findChromium(
  setting: string | undefined,
  folders: readonly string[] = places,
): string | undefined {
  if (setting !== undefined) return existsSync(setting) ? setting : undefined
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file))
}

const flags = [
  '--headless',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-pdf-header-footer',
]

/** What to make of a page: a PDF, or the page itself after its scripts ran. */
export type Product = 'pdf' | 'dom'

const tooLong = () =>
  new ApiError(503, 'pdf_too_long', '生成 PDF 用的时间太长，已停止。请改用打印页。')
const broken = () => new ApiError(503, 'pdf_failed', '浏览器没有生成 PDF。请改用打印页。')

/** Runs it to its end; it and its helpers are gone afterwards. */
async function run(executable: string, args: readonly string[], folder: string, mostMs: number) {
  // No environment but a home of its own: the browser has no business with our settings.
  const child = spawn(executable, args, {
    env: { HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  let late = false
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Everybody of the group has ended already.
    }
  }
  const timer = setTimeout(() => {
    late = true
    end()
  }, mostMs)
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', resolve)
  })
  clearTimeout(timer)
  end()
  if (late) throw tooLong()
  if (code !== 0) throw broken()
  return Buffer.concat(said)
}

/** A browser that makes one thing at a time: it takes the memory of a whole one. */
export function makePrinter(executable: string, mostMs: number) {
  let busy = false

  async function print(html: AsyncIterable<string>, product: Product): Promise<Buffer> {
    const folder = await mkdtemp(join(tmpdir(), 'tuiguan-print-'))
    try {
      const [page, out] = [join(folder, 'page.html'), join(folder, 'cards.pdf')]
      await pipeline(Readable.from(html), createWriteStream(page, { mode: 0o600 }))
      // An administrator's process may not open the sandbox; the page holds nothing of strangers.
      const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      const what = product === 'pdf' ? `--print-to-pdf=${out}` : '--dump-dom'
      const profile = `--user-data-dir=${join(folder, 'profile')}`
      const args = [...flags, ...root, profile, what, pathToFileURL(page).href]
      const said = await run(executable, args, folder, mostMs)
      return product === 'dom' ? said : await readFile(out).catch(() => Promise.reject(broken()))
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  return {
    /** @throws {ApiError} when it is busy, takes too long, or fails. */
    async print(html: AsyncIterable<string>, product: Product): Promise<Buffer> {
      if (busy) throw new ApiError(503, 'pdf_busy', '正在生成另一份 PDF，请稍候再试。')
      busy = true
      try {
        return await print(html, product)
      } finally {
        busy = false
      }
    },
  }
}

/** See `makePrinter`. */
export type Printer = ReturnType<typeof makePrinter>
