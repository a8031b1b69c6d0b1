/**
 * Bundles the service into dist/ (some 100 ms) when a source is newer; with --pages also builds the staff pages.
 * The service itself must start in three seconds and 150 MB, which a TypeScript loader at run time would not allow.
 */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const root = import.meta.dirname
const layers = ['policy', 'db', 'handlers', 'scheduler', 'admin', 'bot']
const stamp = join(root, 'dist', 'built')

function newest(folder) {
  let at = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'web' && entry.name !== 'migrations') at = Math.max(at, newest(path))
    } else if (/\.(ts|md|txt)$/.test(entry.name)) at = Math.max(at, statSync(path).mtimeMs)
  }
  return at
}

async function bundle() {
  const sources = Math.max(
    ...layers.map((layer) => newest(join(root, layer))),
    statSync(join(root, 'build.mjs')).mtimeMs,
  )
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= sources) return
  const { build } = await import('esbuild')
  const fresh = join(root, `dist.${process.pid}`)
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'bot/main.ts',
      wechat: 'bot/channels/wechat/child.ts',
      train: 'policy/train.ts',
    },
    outdir: fresh,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  })
  const { status } = spawnSync(process.execPath, [join(fresh, 'train.js')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the answers could not be trained')
  writeFileSync(join(fresh, 'built'), '')
  mkdirSync(join(root, 'dist'), { recursive: true })
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  renameSync(fresh, join(root, 'dist'))
}

await bundle()
if (process.argv.includes('--pages')) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', join(root, 'admin/web')],
    { stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
}
