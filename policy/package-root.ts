import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(from: string): string {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at
    if (dirname(at) === at) throw new Error(`no package.json above ${from}`)
  }
}

/** Folder of the package, whether the source or the built service runs: data files are found from here. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))
