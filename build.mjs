/**
 * Bundles the service into dist/ and trains the answers (some ten seconds) when a source is newer; with --pages also builds the staff pages, with
 * --fresh-pages only where there are none or a source is newer, with --pages-later the same in a process of its own that
 * the start does not wait for.
 * The service itself must start in three seconds and 150 MB, which a TypeScript loader at run time would not allow.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'

const root = import.meta.dirname
const pages = join(root, 'admin', 'web', 'dist')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const layers = ['policy', 'db', 'handlers', 'scheduler', 'admin', 'bot']
const stamp = join(root, 'dist', 'built')

const passedOver = /^(web|migrations|dist(\.\d+)?)$/

const sourceOfService = /\.(ts|md|txt)$/
const sourceOfPages = /\.(ts|vue|css|html)$/

/** When a file below a folder whose name fits was last changed. */
function newest(folder, fits) {
  let at = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!passedOver.test(entry.name)) at = Math.max(at, newest(path, fits))
    } else if (fits.test(entry.name)) at = Math.max(at, statSync(path).mtimeMs)
  }
  return at
}

async function bundle() {
  const sources = Math.max(
    ...layers.map((layer) => newest(join(root, layer), sourceOfService)),
    statSync(join(root, 'build.mjs')).mtimeMs,
  )
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= sources) return
  const { build } = await import('esbuild')
  const fresh = join(root, `dist.${process.pid}`)
  const common = {
    absWorkingDir: root,
    outdir: fresh,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  }
  await build({
    ...common,
    entryPoints: {
      main: 'bot/main.ts',
      telegram: 'bot/channels/telegram-thread/thread.ts',
      wechat: 'bot/channels/wechat/child.ts',
      sound: 'bot/aids/sound/child.ts',
      train: 'policy/train.ts',
    },
    splitting: true,
    packages: 'external',
  })
  // With its reader in one file: it is started for each workbook, and somebody waits.
  await build({ ...common, entryPoints: { sheet: 'admin/import/child.ts' } })
  const { status } = spawnSync(process.execPath, [join(fresh, 'train.js')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the answers could not be trained')
  writeFileSync(join(fresh, 'built'), '')
  mkdirSync(join(root, 'dist'), { recursive: true })
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  renameSync(fresh, join(root, 'dist'))
}

const tell = (line) => process.stderr.write(`${line}\n`)

/** Built beside their place and then moved there, so that nobody is served half of them. */
function buildPages() {
  const fresh = `${pages}.${process.pid}`
  try {
    const { status } = spawnSync(
      process.execPath,
      [vite, 'build', join(root, 'admin', 'web'), '--outDir', fresh, '--logLevel', 'warn'],
      { stdio: ['ignore', 2, 2], env: { ...process.env, NODE_ENV: 'production' } },
    )
    if (status !== 0) throw new Error(`vite ended with ${status}`)
    rmSync(pages, { recursive: true, force: true })
    renameSync(fresh, pages)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    tell(`管理页面没有做成（${error.message}）。聊天和接口照常；请运行 npm ci 后再启动。`)
    process.exitCode = 1
  }
}

const page = join(pages, 'index.html')

/** Whether the pages are there and no source of theirs, nor a rule that they share, was changed since. */
function pagesAreFresh() {
  if (!existsSync(page)) return false
  const folders = [join(root, 'admin', 'web'), join(root, 'policy')]
  const sources = folders.map((folder) => newest(folder, sourceOfPages))
  return statSync(page).mtimeMs >= Math.max(...sources)
}

/** The service is not kept waiting: it says 「页面正在准备」 until they are there, or serves the older ones. */
function startPages() {
  if (pagesAreFresh()) return
  if (!existsSync(vite)) {
    tell('没有管理页面，也没有安装 Vite，做不了。聊天和接口照常；请运行 npm ci 后再启动。')
    return
  }
  const why = existsSync(page) ? '管理页面有更新' : '还没有管理页面'
  tell(`${why}，正在准备，约需十秒；聊天和接口已经可用。`)
  spawn(process.execPath, [join(root, 'build.mjs'), '--only-pages'], {
    stdio: ['ignore', 'ignore', 2],
  }).unref()
}

if (process.argv.includes('--only-pages')) {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  buildPages()
  if (process.exitCode === undefined) tell('管理页面准备好了。')
} else {
  await bundle()
  if (process.argv.includes('--pages')) buildPages()
  if (process.argv.includes('--fresh-pages') && !pagesAreFresh()) buildPages()
  if (process.argv.includes('--pages-later')) startPages()
}
