import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Cell } from '../../policy/import-row.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { SheetRefused } from './refusal.ts'
import type { SheetRow } from './workbook.ts'

/** How long a file may keep us waiting for its rows, ms. */
const waitMostMs = 10_000
/** Heap of the process that reads it, MB. */
const heapMost = 192

type Line = { readonly rows: SheetRow[] } | { readonly refused: string } | { readonly end: true }

function isCell(value: unknown): value is Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return true
  if (typeof value !== 'object') return false
  return ('d' in value && typeof value.d === 'string') || ('f' in value && value.f === true)
}

function isRow(value: unknown): value is SheetRow {
  if (typeof value !== 'object' || value === null) return false
  if (!('rowNo' in value && 'cells' in value && Number.isSafeInteger(value.rowNo))) return false
  return Array.isArray(value.cells) && value.cells.every(isCell)
}

/** What the child wrote; undefined for anything that it cannot have written. */
function readLine(text: string): Line | undefined {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  if ('rows' in value && Array.isArray(value.rows) && value.rows.every(isRow))
    return { rows: value.rows }
  if ('refused' in value && typeof value.refused === 'string') return { refused: value.refused }
  return 'end' in value ? { end: true } : undefined
}

/** The built child, or its source where nothing was built. */
function childArguments(): readonly string[] {
  const built = join(packageRoot, 'dist', 'sheet.js')
  if (existsSync(built)) return [built]
  return ['--import', 'tsx', join(packageRoot, 'admin', 'import', 'child.ts')]
}

/** One thread and a small young heap: it runs beside the service on few cores, and fresh memory is dear to get. */
const limits = [
  `--max-old-space-size=${heapMost}`,
  '--max-semi-space-size=4',
  '--single-threaded',
] as const
/** No secret of ours: the child has nothing to tell anyone. Large pages, where the C library has them, for the unpacked sheet. */
const environment = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' } as const

const startChild = () =>
  spawn(process.execPath, [...limits, ...childArguments()], {
    cwd: packageRoot,
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  })

const lineEnd = '\n'.charCodeAt(0)

/** The lines of a stream, read no further than they are wanted: what waits in between would fill the memory. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let begun: Buffer[] = []
  // Cast: a stream without an encoding gives bytes.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0
    for (let to = chunk.indexOf(lineEnd); to >= 0; to = chunk.indexOf(lineEnd, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, to)]).toString('utf8')
      begun = []
      from = to + 1
    }
    begun.push(chunk.subarray(from))
  }
}

const tooHard = '这个文件读取时间太长或占用内存太多，不能导入。请用模板重新填写。'

/**
 * The rows of a file in batches, read in a process of its own with limits on memory and time, so that no file can harm
 * the service. @throws {SheetRefused} with a sentence.
 */
export async function* readSheet(
  file: Readable,
  waitMs = waitMostMs,
): AsyncGenerator<readonly SheetRow[]> {
  const child = startChild()
  let late = false
  const wait = () =>
    setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, waitMs)
  // A child that dies early closes its end; what it was is told by the lines that are missing.
  const fed = pipeline(file, child.stdin).catch(() => undefined)
  let timer = wait()
  try {
    for await (const text of linesOf(child.stdout)) {
      clearTimeout(timer)
      const read = readLine(text)
      if (read === undefined) break
      if ('refused' in read) throw new SheetRefused(read.refused)
      if ('end' in read) return
      yield read.rows
      timer = wait()
    }
    throw new SheetRefused(late ? tooHard : '这个文件不能读取，可能已损坏。请重新保存后再上传。')
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
    file.destroy()
    await fed
  }
}
