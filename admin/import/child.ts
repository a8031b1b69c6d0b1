import { once } from 'node:events'
import { rowsMost, SheetRefused } from './refusal.ts'
import { sheetRows } from './sheet-rows.ts'
import type { SheetRow } from './workbook.ts'

// A process of its own, without database or secrets: it may be fed hostile files, and may be killed at any moment.
// Reads the file from standard input; writes lines of JSON: rows in batches, at last `{"end":true}` or `{"refused":"…"}`.

const batchRows = 200

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

async function write(message: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain')
}

async function main(): Promise<void> {
  let batch: SheetRow[] = []
  let rows = 0
  for await (const row of sheetRows(await readAll())) {
    rows += 1
    if (rows > rowsMost + 20)
      throw new SheetRefused(`最多 ${rowsMost} 行，请把名单拆成几份再上传。`)
    batch.push(row)
    if (batch.length < batchRows) continue
    await write({ rows: batch })
    batch = []
  }
  await write({ rows: batch })
  await write({ end: true })
}

main().catch(async (error: unknown) => {
  // What the parser says may repeat the file; only our own sentences are passed on.
  const refused =
    error instanceof SheetRefused ? error.message : '文件不能读取，可能已损坏。请重新保存后再上传。'
  await write({ refused })
})
