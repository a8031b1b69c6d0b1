import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { checkRetiree } from '../../db/ledgers/handover.ts'
import { placeFile } from '../../db/ledgers/personnel-file-acts.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import type { Store } from '../../db/store.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { makePetition } from '../admin/world.ts'
import { bindMember } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { idNumberFor, newPerson } from '../people.ts'
import { monday, system } from '../support.ts'

const folder = join(packageRoot, 'handlers', 'staff')
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))

/** Every short word that an expression of a staff command is made of, also without a last character that may be missing. */
const verbs = [
  ...new Set(
    sources
      .flatMap((source) => source.split('\n').filter((line) => line.includes('/^')))
      .flatMap((line) => line.match(/\p{Script=Han}{1,5}\??/gu) ?? [])
      .flatMap((word) => (word.endsWith('?') ? [word.slice(0, -1), word.slice(0, -2)] : [word]))
      .filter((word) => word !== ''),
  ),
]

/** What buttons of staff commands send before the id of a row. */
const acts = [
  ...new Set(sources.flatMap((source) => source.match(/\b[a-z]+(?::[a-z]+)*:(?=\$\{|\()/g) ?? [])),
]

const secrets = { name: '欧阳金雀', phone: '13912345678', content: '金雀的话' }
const idNumber = idNumberFor('1943-07-19', 428)
const told = /金雀|13912345678|139\*{4}5678|李银雀|532331194307/

/** Somebody of 黑井 with all that can be known of a person. */
async function stranger(store: Store) {
  const person = await store.tx(async (tx) => {
    const given = newPerson({ ...secrets, idNumber, stationId: 'heijing', patch: '金雀巷' })
    const row = await registerRetiree(tx, given, system, monday)
    const child = { name: '李银雀', relation: '女儿', part: 'contact' } as const
    await addFamilyMember(tx, row.id, child, system, monday)
    await placeFile(tx, row.id, { place: 'center' }, system, monday)
    const finding = { result: 'differs', kind: 'moved', note: secrets.content } as const
    await checkRetiree(tx, row.id, finding, system, monday)
    return row
  })
  return { id: person.id, serialNo: (await makePetition(store, 'heijing', secrets)).serialNo }
}

/** A clerk of 广通, which has one person of its own. */
async function clerkOf(values: Partial<Staff>): Promise<{ core: Core; memberId: string }> {
  const core = await startCore({ channel: 'wechat' })
  const own = newPerson({ name: '张桂英', idNumber: idNumberFor('1945-05-12', 2) })
  await core.store.tx((tx) => registerRetiree(tx, own, system, monday))
  const { member } = await bindMember(core, values)
  return { core, memberId: member.id }
}

/** What is said back, words and choices, without the ids behind the choices. */
async function said(core: Core, text: string, choice: boolean): Promise<string> {
  const values = choice ? { content: { kind: 'choice' as const } } : {}
  const words = await core.talk(text, { peerId: 'clerk', ...values })
  const labels = core.channel.sent.at(-1)?.options?.map(({ label }) => label) ?? []
  return [words, ...labels].join('\n')
}

/** What staff did, but for the ids of what came to be meanwhile. */
const doneBy = async ({ store }: Core, memberId: string) =>
  (
    await store.read
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.actorId, memberId))
      .orderBy(auditEntries.id)
  ).map(({ action }) => action)

test('the commands are found in the source of their handlers', () => {
  for (const word of ['找', '查人', '记电话', '核对', '我的件', '查看', '答复', '延期'])
    expect(verbs).toContain(word)
  for (const act of ['person:', 'phone:', 'check:matches:', 'check:next:'])
    expect(acts).toContain(act)
})

test.each([
  'station_clerk',
  'station_head',
] as const)('whatever a %s says in the chat, the answer is the same whether or not another station has the person', async (role) => {
  const alone = await clerkOf({ role })
  const beside = await clerkOf({ role })
  const { id, serialNo } = await stranger(beside.core.store)
  const whom = [
    '',
    '金雀',
    secrets.name,
    secrets.phone,
    idNumber,
    idNumber.slice(-4),
    serialNo,
    id,
    `${secrets.name} 13800138001`,
    `${serialNo} 广通 已办`,
  ]
  const typed = verbs.flatMap((verb) =>
    whom.map((who) => [`${verb} ${who}`.trim(), false] as const),
  )
  const names = whom.filter(Boolean).map((who) => [who, false] as const)
  const pressed = acts.flatMap((act) =>
    ['', ':moved', ':dead'].map((end) => [`${act}${id}${end}`, true] as const),
  )
  const different: string[] = []
  for (const [text, choice] of [...typed, ...names, ...pressed]) {
    const [nobody, somebody] = await Promise.all([
      said(alone.core, text, choice),
      said(beside.core, text, choice),
    ])
    if (nobody !== somebody) different.push(`${text}: ${nobody} / ${somebody}`)
    // What was asked may be said again, and no more.
    if (told.test(somebody.replaceAll(text, '').replaceAll(secrets.name, '')))
      different.push(`${text} tells: ${somebody}`)
  }
  expect(different).toEqual([])
  expect(await doneBy(beside.core, beside.memberId)).toEqual(
    await doneBy(alone.core, alone.memberId),
  )
}, 120_000)
