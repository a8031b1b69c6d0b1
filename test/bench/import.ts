import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importHeadings } from '../../policy/import-columns.ts'
import { firmHeadings, firmRows, wholeRows, workbookOf } from '../admin/lists.ts'
import { centerToken, importOffice, type importsAt } from '../e2e/import-office.ts'
import { forkFakeTelegram } from '../fakes/telegram-process.ts'

const rounds = 5
const people = 20_000
const folder = mkdtempSync(join(tmpdir(), 'tuiguan-bench-'))
const file = (name: string) => join(folder, `${name}.xlsx`)

const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
const median = (values: readonly number[]) => at(values, 0.5)

function once(what: 'bare' | 'whole', name: string): number {
  const script = join(import.meta.dirname, 'import-once.ts')
  return Number(execFileSync(process.execPath, ['--import', 'tsx', script, what, file(name)]))
}

/** Time against the bare reader: each in a process of its own, by turns. */
function speed(name: string, words: string): void {
  const references: number[] = []
  const ours: number[] = []
  for (let round = 0; round < rounds; round++) {
    references.push(once('bare', name))
    ours.push(once('whole', name))
  }
  const [reference, own] = [median(references), median(ours)]
  console.log(
    `import of ${people} rows, ${words}: ${own.toFixed(0)} ms until in the register, bare reader ${reference.toFixed(0)} ms, ratio ${(reference / own).toFixed(2)}`,
  )
}

/** Resident memory of a process, bytes. */
const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

/** Uploads, waits until it is compared, confirms: as the page does. */
async function importBy(lists: ReturnType<typeof importsAt>, name: string): Promise<void> {
  const { id } = await lists.upload(readFileSync(file(name)))
  await lists.until(id, ({ status }) => status !== 'reading', 100)
  const { newCount } = await lists.confirm(id)
  if (newCount !== people) throw new Error(`only ${newCount} came in`)
}

/** The running service: how long people wait for an answer while a list comes in, and how much memory it takes. */
async function meanwhile(name: string): Promise<void> {
  const token = '4242:bench'
  const fake = await forkFakeTelegram({ tokens: [token] })
  const env = { DATA_DIR: folder, TELEGRAM_TOKEN: token, TELEGRAM_API_ROOT: fake.apiRoot }
  const { service, lists } = await importOffice(env, await centerToken(env))
  const answers: number[] = []
  let busy = true
  let [asked, most] = [0, 0]
  const ask = async () => {
    const started = performance.now()
    await fake.tell.text(1 + (asked % 50), '八十岁以上的老人，春节怎么慰问？')
    asked += 1
    await fake.tell.reached(asked)
    return performance.now() - started
  }
  while (asked < 200) await ask()
  const before = memoryOf(service.pid)
  const watch = setInterval(() => {
    most = Math.max(most, memoryOf(service.pid))
  }, 20)
  const started = performance.now()
  const imported = importBy(lists, name).finally(() => {
    busy = false
  })
  while (busy) answers.push(await ask())
  await imported
  clearInterval(watch)
  console.log(
    `meanwhile: ${answers.length} answers in ${(performance.now() - started).toFixed(0)} ms, p95 ${at(answers, 0.95).toFixed(0)} ms, longest ${Math.max(...answers).toFixed(0)} ms (allowed 2000 ms); memory of the service grown by ${((most - before) / 1e6).toFixed(0)} MB (allowed 50 MB)`,
  )
  await service.stop()
  await fake.end()
}

writeFileSync(file('whole'), await workbookOf(wholeRows(people), Object.values(importHeadings)))
writeFileSync(file('short'), await workbookOf(firmRows(people), firmHeadings))
try {
  speed('whole', `${Object.keys(importHeadings).length} columns of the template`)
  speed('short', `${firmHeadings.length} columns`)
  await meanwhile('whole')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
