import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importHeadings } from '../../policy/import-columns.ts'
import { firmHeadings, firmRows, wholeRows, workbookOf } from '../admin/lists.ts'
import { runCommand, startProcess } from '../e2e/service.ts'
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

/** The service with a center's token, and what it answers at `/api/v1`. */
async function office(env: Record<string, string>) {
  const password = 'a bench of our own\n'
  const add = ['staff', 'add', '--login', 'bench', '--name', '李明', '--role', 'center_supervisor']
  await runCommand(add, env, password)
  const { out: token } = await runCommand(['staff', 'token', '--login', 'bench'], env)
  const service = await startProcess(env)
  const call = async (path: string, init: RequestInit = {}): Promise<Record<string, unknown>> => {
    const headers = { ...init.headers, authorization: `Bearer ${token.trim()}` }
    const response = await fetch(`${service.address}/api/v1/retiree-imports${path}`, {
      ...init,
      headers,
    })
    const body: unknown = await response.json()
    if (!response.ok || typeof body !== 'object' || body === null)
      throw new Error(`${path} answered ${response.status}`)
    return { ...body }
  }
  return { service, call }
}

type Call = Awaited<ReturnType<typeof office>>['call']

/** Uploads, waits until it is compared, confirms: as the page does. */
async function importBy(call: Call, name: string): Promise<void> {
  const form = new FormData()
  form.append('stationId', 'guangtong')
  form.append('file', new Blob([readFileSync(file(name))]), 'list.xlsx')
  const { id } = await call('', { method: 'POST', body: form })
  for (let status: unknown = 'reading'; status === 'reading'; ) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    ;({ status } = await call(`/${String(id)}`))
  }
  const headers = { 'content-type': 'application/json' }
  const { newCount } = await call(`/${String(id)}/confirm`, { method: 'POST', headers, body: '{}' })
  if (newCount !== people) throw new Error(`only ${String(newCount)} came in`)
}

/** The running service: how long people wait for an answer while a list comes in, and how much memory it takes. */
async function meanwhile(name: string): Promise<void> {
  const token = '4242:bench'
  const fake = await forkFakeTelegram({ tokens: [token] })
  const env = { DATA_DIR: folder, TELEGRAM_TOKEN: token, TELEGRAM_API_ROOT: fake.apiRoot }
  const { service, call } = await office(env)
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
  const imported = importBy(call, name).finally(() => {
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
