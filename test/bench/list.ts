import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fastify from 'fastify'
import { hashSecret, newSecret } from '../../admin/secret.ts'
import { buildServer } from '../../admin/server.ts'
import { openSession } from '../../db/access/session.ts'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open.ts'
import { applySeed, lufengSeed, readSeed } from '../../db/seed.ts'
import { makeVault } from '../../db/vault.ts'
import { packageKnowledge } from '../policy/trained.ts'
import { makeStaff } from '../support.ts'

const people = Number(process.env['PEOPLE'] ?? 1_000_000)
const requests = 300
const most = 3
const folder = mkdtempSync(join(tmpdir(), 'tuiguan-bench-'))
const file = join(folder, 'tuiguan.db')

/** A county of a million by raw inserts: names, stations and states as a register has them; nothing sealed, which lists never open. */
function fill(): void {
  const db = new Database(file)
  db.pragma('synchronous = off')
  const pick = (words: string, at: string) => `substr('${words}', 1 + (${at}) % ${words.length}, 1)`
  const name = [
    pick('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦', 'n'),
    pick('秀桂玉淑兰美长志建国永文', 'n / 18'),
    pick('英兰珍芳华荣寿明生福', 'n / 216'),
  ].join(' || ')
  db.exec(`
    create temp table places as select id, row_number() over (order by position) - 1 as at from stations;
    insert into retirees (id, name, sex, born_on, id_number_key, id_last4, patch, person_type, category, hardship,
        station_id, vital, status, check_result, meeting, created_at)
      with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < ${people})
      select printf('%026d', n), ${name}, 'female', printf('19%02d-05-12', 30 + n % 30), printf('%064d', n),
        printf('%04d', n % 10000), printf('%d片', n % 40), 'county_firm', 'retiree', 'no',
        (select id from places where at = n % 20), 'living', 'managed', 'matches', 'done', 1700000000000 + n
      from numbers;
    insert into retiree_tokens (token, retiree_id, station_id, created_at)
      select substr(name, 1, 2), id, station_id, created_at from retirees;
    insert or ignore into retiree_tokens (token, retiree_id, station_id, created_at)
      select substr(name, 2, 2), id, station_id, created_at from retirees;
  `)
  db.close()
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** One whole request, ms, and what it answered. */
async function ask(url: string, cookie: string): Promise<{ ms: number; text: string }> {
  const started = performance.now()
  const response = await fetch(url, { headers: { cookie } })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  return { ms: performance.now() - started, text }
}

await migrate({ file })
const open = () => openStore({ file, vault: makeVault(Buffer.alloc(32, 7)), unsafe: true })
const now = Date.now()
const empty = await open()
await applySeed(empty, readSeed(lufengSeed), now)
await empty.close()
// Filled while nobody else has it open: closing it writes the whole log back.
fill()
const store = await open()

/** Somebody of a role, signed in. */
async function signedIn(role: 'center_clerk' | 'station_clerk'): Promise<string> {
  const stationId = role === 'station_clerk' ? 'guangtong' : null
  const member = await makeStaff(store, { role, stationId })
  const secret = newSecret()
  const session = { hash: hashSecret(secret), staffId: member.id, csrf: newSecret() }
  await store.tx((tx) => openSession(tx, session, now))
  return `sid=${secret}`
}

const server = buildServer({
  store,
  now: () => now,
  log: () => undefined,
  readiness: async () => ({ ok: true, checks: {}, channels: [] }),
  knowledge: packageKnowledge,
  config: { secureCookies: false, attachmentsFolder: folder },
})
const origin = await server.listen({ host: '127.0.0.1', port: 0 })
const memory = fastify()
let held = ''
memory.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(held))
const bare = await memory.listen({ host: '127.0.0.1', port: 0 })

const center = await signedIn('center_clerk')
const clerk = await signedIn('station_clerk')
const search = (q: string) => `&q=${encodeURIComponent(q)}`
const second = async () => {
  const { text } = await ask(`${origin}/api/v1/retirees?limit=50`, center)
  return `&cursor=${encodeURIComponent(/"nextCursor":"([^"]+)"/.exec(text)?.[1] ?? '')}`
}
const cases = [
  ['the county, first 50', center, ''],
  ['the county, next 50', center, await second()],
  ['one station, first 50', clerk, ''],
  ['two characters of a name, county', center, search('桂英')],
  ['two characters of a name, one station', clerk, search('桂英')],
  ['three characters of a name', center, search('赵秀英')],
  ['two characters that nobody has', center, search('龘龘')],
] as const
for (const [what, cookie, query] of cases) {
  const url = `${origin}/api/v1/retirees?limit=50${query}`
  const [ours, references]: [number[], number[]] = [[], []]
  // By turns, so that whatever else the machine does falls on both; the first hundred warm up.
  for (let at = -100; at < requests; at++) {
    const answer = await ask(url, cookie)
    held = answer.text
    const reference = await ask(`${bare}/`, cookie)
    if (at < 0) continue
    ours.push(answer.ms)
    references.push(reference.ms)
  }
  const [own, reference] = [median(ours), median(references)]
  console.log(
    `list of ${people} people, ${what}: ${own.toFixed(2)} ms, the same JSON from memory ${reference.toFixed(2)} ms, ratio ${(own / reference).toFixed(2)} (allowed ${most})`,
  )
}
await server.close()
await memory.close()
await store.close()
rmSync(folder, { recursive: true, force: true })
