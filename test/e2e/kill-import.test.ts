import { asc, eq } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { enterprises } from '../../db/ledgers/enterprise.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { retireeStations } from '../../db/ledgers/retiree-history.ts'
import { importedRetirees, retireeImports } from '../../db/ledgers/retiree-import.ts'
import { retireeIntake } from '../../db/ledgers/retiree-parts.ts'
import { retireeTokens } from '../../db/ledgers/retiree-token.ts'
import { openStore } from '../../db/open.ts'
import { makeVault, readKeyFile } from '../../db/vault.ts'
import { firmHeadings, firmRows, workbookOf } from '../admin/lists.ts'
import { seeded } from './burst.ts'
import { centerToken, importOffice } from './import-office.ts'
import { ownDatabase } from './service.ts'

const people = 1_000
const file = await workbookOf(firmRows(people), firmHeadings)

/** A service whose database the test may look into. */
async function site() {
  const env = await ownDatabase()
  const token = await centerToken(env)
  const folder = env['DATA_DIR'] ?? ''
  const vault = makeVault(readKeyFile(`${folder}/secret.key`))
  const store = await openStore({ file: `${folder}/tuiguan.db`, url: env['DATABASE_URL'], vault })
  onTestFinished(() => store.close())
  const start = async () => {
    const office = await importOffice(env, token)
    onTestFinished(() => office.service.kill())
    return office
  }
  return { store, start }
}
type Site = Awaited<ReturnType<typeof site>>

/** Everything that an import leaves of people, in order. */
async function registerOf({ store }: Site) {
  const { read } = store
  const rows = await read.select().from(retirees).orderBy(asc(retirees.id))
  const units = await read.select().from(retireeStations).orderBy(asc(retireeStations.id))
  const steps = await read.select().from(retireeIntake).orderBy(asc(retireeIntake.retireeId))
  const order = [asc(retireeTokens.retireeId), asc(retireeTokens.token)]
  const tokens = await read
    .select()
    .from(retireeTokens)
    .orderBy(...order)
  const firms = await read.select().from(enterprises).orderBy(asc(enterprises.id))
  return { rows, units, steps, tokens, firms }
}

/** Dies somewhere while the rows are read and compared. */
async function killReading({ start }: Site, random: () => number): Promise<string> {
  const { service, lists } = await start()
  const { id } = await lists.upload(file)
  const most = Math.floor(random() * people)
  await lists.until(id, ({ status, rowCount }) => status !== 'reading' || rowCount > most)
  await service.kill()
  return id
}

/** Dies somewhere while everybody is taken over. */
async function killConfirming({ start }: Site, random: () => number): Promise<string> {
  const { service, lists } = await start()
  const { id } = await lists.upload(file)
  await lists.until(id, ({ status }) => status === 'ready')
  const confirmed = lists.confirm(id).catch(() => undefined)
  const turns = Math.floor(random() * 3_000)
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
  await service.kill()
  await confirmed
  return id
}

/** Nobody, or everybody with everything that belongs to them. */
async function wholeOrNothing(place: Site, id: string): Promise<number> {
  const { rows, units, steps, tokens, firms } = await registerOf(place)
  const [row] = await place.store.read
    .select()
    .from(retireeImports)
    .where(eq(retireeImports.id, id))
  const taken = row?.status === 'confirmed' ? people : 0
  const staged = await place.store.read.$count(importedRetirees, eq(importedRetirees.importId, id))
  const has = [rows.length, units.length, steps.length, tokens.length, firms.length]
  expect(has).toEqual([taken, taken, taken, taken * 2, Math.sign(taken)])
  if (taken > 0) expect(staged).toBe(0)
  return taken
}

const seeds = [7, 19, 31]
test.each([
  ...seeds.map((seed) => ['while it is read', seed, killReading] as const),
  ...seeds.map((seed) => ['while it is confirmed', seed, killConfirming] as const),
])(
  'kill -9 %s (seed %i) leaves nobody or everybody, and the list can come again',
  async (_when, seed, kill) => {
    const place = await site()
    const id = await kill(place, seeded(seed))
    const taken = await wholeOrNothing(place, id)

    const { lists } = await place.start()
    expect(await wholeOrNothing(place, id)).toBe(taken)
    const again = async () => {
      const { id: next } = await lists.upload(file)
      await lists.until(next, ({ status }) => status !== 'reading')
      return lists.confirm(next)
    }
    const before = await registerOf(place)
    expect(await again()).toMatchObject({ newCount: people - taken, sameCount: taken })
    const after = await registerOf(place)
    expect(after.rows).toHaveLength(people)
    if (taken > 0) expect(after).toEqual(before)
    expect(await again()).toMatchObject({ newCount: 0, sameCount: people })
    expect(await registerOf(place)).toEqual(after)
  },
  240_000,
)
