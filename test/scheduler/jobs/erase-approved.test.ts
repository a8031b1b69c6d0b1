import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditEntries } from '../../../db/audit.ts'
import { type Erasure, erasures } from '../../../db/ledgers/erasure.ts'
import { petitions } from '../../../db/ledgers/petition.ts'
import { registerPetition } from '../../../db/ledgers/register-petition.ts'
import { retirees } from '../../../db/ledgers/retiree.ts'
import { attachments, updateFile, wantFiles } from '../../../db/messaging/attachment.ts'
import { channelAccounts } from '../../../db/messaging/channel-account.ts'
import { inbox, readContent, storeIncoming } from '../../../db/messaging/inbox.ts'
import { outbox } from '../../../db/messaging/outbox.ts'
import { queueMessages } from '../../../db/messaging/queue-message.ts'
import { askErasure, decideErasure } from '../../../db/privacy/erasure-acts.ts'
import { personData } from '../../../db/privacy/person-data.ts'
import type { Store } from '../../../db/store.ts'
import { eraseApproved } from '../../../scheduler/jobs/erase-approved.ts'
import type { JobFiles } from '../../../scheduler/types.ts'
import {
  actorOf,
  incoming,
  makeAccount,
  makeRetiree,
  makeStaff,
  monday,
  system,
  testFolder,
  testStore,
} from '../../support.ts'

const minute = 60_000

function makeFiles(): JobFiles {
  const folder = testFolder()
  mkdirSync(join(folder, 'attachments'))
  return { attachments: join(folder, 'attachments'), erased: join(folder, 'erased.jsonl') }
}

const run = (store: Store, files?: JobFiles, tick = monday + minute) =>
  eraseApproved.run({ store, tick, ...(files && { files }) })

/** A person who left, with a chat, a recording and a closed matter of theirs. */
async function person(store: Store, files: JobFiles, name = '金丝雀英') {
  const row = await makeRetiree(store, { name, status: 'left' }, '13912345678')
  const account = await makeAccount(store, { channel: 'webchat', peerId: `peer-${row.id}` })
  const { id: accountId, account: ours, peerId } = account
  await store.tx(async (tx) => {
    await tx
      .update(channelAccounts)
      .set({ retireeId: row.id })
      .where(eq(channelAccounts.id, accountId))
    await storeIncoming(
      tx,
      [incoming('我叫金丝雀英，请帮忙', { channel: 'webchat', account: ours, peerId })],
      monday,
    )
  })
  const [message] = await store.read.select().from(inbox).where(eq(inbox.peerId, peerId))
  if (message === undefined) throw new Error('no message')
  const [kept, fetched] = [`kept-${row.id}.jpg`, `fetched-${row.id}`]
  await store.tx(async (tx) => {
    const [file = ''] = await wantFiles(tx, message, [{ ref: kept, kind: 'image' }], monday)
    await updateFile(tx, file, { status: 'stored', fileName: fetched, sha256: 'x', bytes: 3 })
    const report = { stationId: 'guangtong', kind: 'help', source: 'chat', name } as const
    const content = '金丝雀的话'
    const { id } = await registerPetition(
      tx,
      { ...report, content, retireeId: row.id, accountId, phone: '13912345678' },
      system,
      monday,
    )
    const answered = { status: 'closed', answeredAt: monday, closedAt: monday } as const
    const answer = tx.vault.seal(`petitions.answer:${id}`, '金丝雀的答复')
    await tx
      .update(petitions)
      .set({ ...answered, answer })
      .where(eq(petitions.id, id))
    const words = { text: '金丝雀英，您好' }
    await queueMessages(tx, [{ to: account, kind: 'answer', content: words }], monday)
  })
  for (const name of [kept, fetched]) writeFileSync(join(files.attachments, name), '金丝雀的照片')
  return { id: row.id, accountId, inboxId: message.id, files: [kept, fetched] }
}

async function approve(store: Store, retireeId: string): Promise<Erasure> {
  const head = await makeStaff(store, { role: 'station_head' })
  const supervisor = await makeStaff(store, { role: 'center_supervisor', stationId: null })
  const asked = { ground: 'expired', reason: '本人要求' } as const
  return store.tx(async (tx) => {
    const { id } = await askErasure(tx, retireeId, asked, actorOf(head), monday)
    return decideErasure(tx, id, 'approved', actorOf(supervisor), monday)
  })
}

const erasureOf = async (store: Store) => (await store.read.select().from(erasures))[0]

test('an approved person is gone from the database, the chat and the disk; the row, the file and the audit say so', async () => {
  const store = await testStore()
  const files = makeFiles()
  const one = await person(store, files)
  writeFileSync(join(files.attachments, 'of-somebody-else'), 'x')
  await approve(store, one.id)
  expect(await run(store, files)).toEqual({ erased: 1, again: 0 })

  expect(readdirSync(files.attachments)).toEqual(['of-somebody-else'])
  expect(JSON.stringify(await personData(store.read, one.id, false))).not.toContain('金丝雀')
  const [message] = await store.read.select().from(inbox).where(eq(inbox.id, one.inboxId))
  expect(message && readContent(store.read, message)).toEqual({ kind: 'text', text: '（已删除）' })
  const [account] = await store.read
    .select()
    .from(channelAccounts)
    .where(eq(channelAccounts.id, one.accountId))
  expect(account).toMatchObject({ peerId: `erased-${one.accountId}`, retireeId: null })
  expect((await store.read.select().from(attachments))[0]).toMatchObject({
    status: 'lost',
    fileName: null,
    sha256: null,
  })
  const said = await store.read.select().from(outbox).where(eq(outbox.accountId, one.accountId))
  expect(said.map(({ status }) => status)).toEqual(['cancelled'])
  expect(await erasureOf(store)).toMatchObject({
    status: 'done',
    doneAt: monday + minute,
    rowCount: expect.any(Number),
  })
  const entries = await store.read
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.subject, `retirees:${one.id}`))
  expect(entries.map(({ action }) => action)).toEqual([
    'erasure.ask',
    'erasure.approve',
    'erasure.done',
  ])
  const [line, ...rest] = readFileSync(files.erased, 'utf8').trim().split('\n')
  expect(rest).toEqual([])
  expect(JSON.parse(line ?? '')).toMatchObject({ retireeId: one.id, ground: 'expired' })
  expect(readFileSync(files.erased, 'utf8')).not.toMatch(/金丝雀|本人要求|13912345678/)
})

test('what is only asked for stays', async () => {
  const store = await testStore()
  const files = makeFiles()
  const one = await person(store, files)
  const head = await makeStaff(store, { role: 'station_head' })
  const asked = { ground: 'expired', reason: '本人要求' } as const
  await store.tx((tx) => askErasure(tx, one.id, asked, actorOf(head), monday))
  expect(await run(store, files)).toEqual({ erased: 0, again: 0 })
  expect(existsSync(files.erased)).toBe(false)
  expect(readdirSync(files.attachments)).toHaveLength(2)
})

test('a database that is older than the erasure, restored from a backup, is erased again', async () => {
  const files = makeFiles()
  const store = await testStore()
  const one = await person(store, files)
  await approve(store, one.id)
  await run(store, files)

  // The backup knows the person, and neither the request nor who made it.
  const old = await testStore()
  await makeRetiree(old, { id: one.id, name: '金丝雀英', status: 'left' }, '13912345678')
  expect(await run(old, files)).toEqual({ erased: 1, again: 1 })
  const [row] = await old.read.select().from(retirees).where(eq(retirees.id, one.id))
  expect(row).toMatchObject({ name: '（已删除）', phone: null, phoneKey: null })
  expect(await erasureOf(old)).toMatchObject({
    status: 'done',
    askedBy: null,
    decidedBy: null,
    ground: 'expired',
  })
  expect(await run(old, files)).toEqual({ erased: 0, again: 0 })
})

test('a backup from between the request and the approval is erased again too', async () => {
  const files = makeFiles()
  const store = await testStore()
  const one = await person(store, files)
  const { id } = await approve(store, one.id)
  await run(store, files)
  const back = { status: 'asked', decidedAt: null, decidedBy: null, doneAt: null } as const
  await store.tx((tx) => tx.update(erasures).set(back).where(eq(erasures.id, id)))
  await store.tx((tx) =>
    tx.update(retirees).set({ name: '金丝雀英' }).where(eq(retirees.id, one.id)),
  )
  expect(await run(store, files)).toEqual({ erased: 1, again: 1 })
  expect((await store.read.select().from(retirees))[0]?.name).toBe('（已删除）')
  expect(readFileSync(files.erased, 'utf8').trim().split('\n')).toHaveLength(1)
})

test('a file with broken lines, and with people this database never knew, is read as far as it can be', async () => {
  const files = makeFiles()
  const store = await testStore()
  const one = await person(store, files)
  const stone = {
    id: 'e1',
    retireeId: 'nobody',
    stationId: 'guangtong',
    ground: 'expired',
    askedBy: null,
    askedAt: 1,
    decidedBy: null,
    decidedAt: 2,
  }
  const lines = [
    '{"id":"e0","retir',
    'null',
    '[]',
    JSON.stringify({ ...stone, ground: 'because' }),
    JSON.stringify({ ...stone, id: '../x' }),
    JSON.stringify({ ...stone, decidedAt: 'soon' }),
    JSON.stringify(stone),
  ]
  writeFileSync(files.erased, lines.join('\n'))
  expect(await run(store, files)).toEqual({ erased: 0, again: 0 })
  await approve(store, one.id)
  expect(await run(store, files)).toEqual({ erased: 1, again: 0 })
  // The last line had no end: the new one stands on its own all the same.
  const last = readFileSync(files.erased, 'utf8').trim().split('\n').at(-1)
  expect(JSON.parse(last ?? '')).toMatchObject({ retireeId: one.id })
})

test('killed after the tombstone, or after the files, the next run finishes it', async () => {
  const files = makeFiles()
  const store = await testStore()
  const one = await person(store, files)
  await approve(store, one.id)
  for (const allowed of [1, 2, 4, 8]) {
    let used = 0
    const dying: Store = {
      ...store,
      tx: (fn) => (++used > allowed ? Promise.reject(new Error('killed')) : store.tx(fn)),
    }
    await expect(run(dying, files)).rejects.toThrow('killed')
    expect(await erasureOf(store)).toMatchObject({ status: 'approved' })
  }
  expect(await run(store, files)).toEqual({ erased: 1, again: 0 })
  expect(readFileSync(files.erased, 'utf8').trim().split('\n')).toHaveLength(1)
  expect(JSON.stringify(await personData(store.read, one.id, false))).not.toContain('金丝雀')
})

test('without a data folder nothing is erased, so that no file is left behind', async () => {
  const store = await testStore()
  const one = await person(store, makeFiles())
  await approve(store, one.id)
  expect(await run(store)).toEqual({})
  expect(await erasureOf(store)).toMatchObject({ status: 'approved' })
})
