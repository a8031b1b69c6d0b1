import { readFileSync, writeSync } from 'node:fs'
import { rowsMost, SheetRefused } from './refusal.ts'
import { sheetRows } from './sheet-rows.ts'
import type { SheetRow } from './workbook.ts'

// A process of its own, without database or secrets: it may be fed hostile files, and may be killed at any moment.
// Reads the file from standard input; writes lines of JSON: rows in batches, at last `{"end":true}` or `{"refused":"…"}`.

const batchRows = 50
const [input, output] = [0, 1]

/** Waits until the line is taken: the parser reads on whenever it may, and would gather the rows in memory. */
function write(message: object): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  for (let at = 0; at < line.length; ) at += writeSync(output, line, at)
}

async function main(): Promise<void> {
  let batch: SheetRow[] = []
  let rows = 0
  for await (const row of sheetRows(readFileSync(input))) {
    rows += 1
    if (rows > rowsMost + 20)
      throw new SheetRefused(`最多 ${rowsMost} 行，请把名单拆成几份再上传。`)
    batch.push(row)
    if (batch.length < batchRows) continue
    write({ rows: batch })
    batch = []
  }
  write({ rows: batch })
  write({ end: true })
}

main().catch((error: unknown) => {
  // What the parser says may repeat the file; only our own sentences are passed on.
  const refused =
    error instanceof SheetRefused ? error.message : '文件不能读取，可能已损坏。请重新保存后再上传。'
  write({ refused })
})
