import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from '../e2e/service.ts'

const rounds = 5
const mostMs = 3_000

/** From the start of the process on an empty folder until it says where it is, ms. */
async function readyAfter(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tuiguan-bench-'))
  const service = await startProcess({ DATA_DIR: folder })
  await service.kill()
  rmSync(folder, { recursive: true, force: true })
  return service.readyMs
}

const times: number[] = []
for (let round = 0; round < rounds; round++) times.push(await readyAfter())
const longest = Math.max(...times)
console.log(
  `start to ready: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms; the longest is ${(longest / mostMs).toFixed(2)} of the ${mostMs} ms allowed`,
)
