import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { apiTokens, issueToken } from '../../../db/access/api-token.ts'
import { oneUseCodes, storeCode } from '../../../db/access/one-use-code.ts'
import { openSession, sessions } from '../../../db/access/session.ts'
import { countFailure, throttles } from '../../../db/access/throttle.ts'
import { registerPetition } from '../../../db/ledgers/register-petition.ts'
import { importedRows, retireeImports } from '../../../db/ledgers/retiree-import.ts'
import { attachments, updateFile, wantFiles } from '../../../db/messaging/attachment.ts'
import {
  freshConversation,
  loadConversation,
  saveConversation,
} from '../../../db/messaging/conversation.ts'
import { finishMessage, inbox, readContent, storeIncoming } from '../../../db/messaging/inbox.ts'
import { outbox, readBody } from '../../../db/messaging/outbox.ts'
import { queueMessages } from '../../../db/messaging/queue-message.ts'
import { retentionMarks } from '../../../db/messaging/retention-mark.ts'
import type { Store } from '../../../db/store.ts'
import { keeps } from '../../../policy/privacy.ts'
import { deleteExpiredData } from '../../../scheduler/jobs/delete-expired.ts'
import { sweepAccess } from '../../../scheduler/jobs/sweep-access.ts'
import { makeImport } from '../../admin/world.ts'
import {
  incoming,
  makeAccount,
  makeStaff,
  monday,
  system,
  testFolder,
  testStore,
} from '../../support.ts'

const day = 86_400_000
const none = { inbox: 0, outbox: 0, drafts: 0, imports: 0, tokens: 0, files: 0 }

function makeFiles() {
  const folder = testFolder()
  mkdirSync(join(folder, 'attachments'))
  return { attachments: join(folder, 'attachments'), erased: join(folder, 'erased.jsonl') }
}

const run = (store: Store, tick: number, files = makeFiles()) =>
  deleteExpiredData.run({ store, tick, files })

/** Somebody said something, and got an answer. */
async function talk(store: Store, text: string, at = monday) {
  const account = await makeAccount(store)
  const message = incoming(text)
  return store.tx(async (tx) => {
    await storeIncoming(tx, [message], at)
    const [row] = await tx.select().from(inbox).where(eq(inbox.externalId, message.externalId))
    if (row === undefined) throw new Error('no message')
    await finishMessage(tx, row.id, at)
    const content = { text: `答：${text}` }
    await queueMessages(tx, [{ to: account, kind: 'reply', content, inboxId: row.id }], at)
    await tx.update(outbox).set({ status: 'accepted' }).where(eq(outbox.inboxId, row.id))
    return { account, id: row.id }
  })
}

const wordsOf = async (store: Store, id: string) => {
  const [heard] = await store.read.select().from(inbox).where(eq(inbox.id, id))
  const [said] = await store.read.select().from(outbox).where(eq(outbox.inboxId, id))
  return [heard && readContent(store.read, heard).text, said && readBody(store.read, said).text]
}

test('messages keep their place, and lose their words after 180 days', async () => {
  const store = await testStore()
  const { id, account } = await talk(store, '金丝雀')
  const end = monday + keeps.message.days * day
  expect(await run(store, end)).toEqual(none)
  expect(await wordsOf(store, id)).toEqual(['金丝雀', '答：金丝雀'])
  expect(await run(store, end + 1)).toEqual({ ...none, inbox: 1, outbox: 1 })
  expect(await wordsOf(store, id)).toEqual(['（已删除）', '（已删除）'])
  const [row] = await store.read.select().from(inbox)
  expect(row).toMatchObject({ status: 'done', receivedAt: monday, peerId: account.peerId })
  expect(await run(store, end + 2)).toEqual(none)
})

test('a message that still asks for work is not emptied, however old', async () => {
  const store = await testStore()
  const account = await makeAccount(store)
  await store.tx(async (tx) => {
    await storeIncoming(tx, [incoming('还没有办')], monday)
    const content = { text: '还没有发' }
    await queueMessages(tx, [{ to: account, kind: 'answer', content }], monday)
  })
  expect(await run(store, monday + 400 * day)).toEqual(none)
})

test('hundreds of messages go in small steps, and one that was cut goes on where it was', async () => {
  const store = await testStore()
  await store.tx((tx) =>
    storeIncoming(
      tx,
      Array.from({ length: 250 }, (_, n) => incoming(`话${n}`)),
      monday,
    ),
  )
  await store.tx((tx) => tx.update(inbox).set({ status: 'done', doneAt: monday }))
  let transactions = 0
  const dying: Store = {
    ...store,
    tx: (fn) => (++transactions > 2 ? Promise.reject(new Error('killed')) : store.tx(fn)),
  }
  const later = monday + 200 * day
  await expect(run(dying, later)).rejects.toThrow('killed')
  const left = async () => {
    const rows = await store.read.select().from(inbox)
    return rows.filter((row) => readContent(store.read, row).text.startsWith('话')).length
  }
  expect(await left()).toBe(50)
  expect(await run(store, later)).toEqual({ ...none, inbox: 50 })
  expect(await left()).toBe(0)
  const [mark] = await store.read
    .select()
    .from(retentionMarks)
    .where(eq(retentionMarks.rule, 'inbox'))
  expect(mark).toMatchObject({ rowCount: 250, ranAt: later })
})

test('a report that nobody finished goes after 30 days of silence', async () => {
  const store = await testStore()
  const { id } = await makeAccount(store)
  const state = {
    ...freshConversation,
    status: 'kept' as const,
    dialogue: 'report_petition',
    draft: { content: '金丝雀' },
  }
  await store.tx((tx) => saveConversation(tx, id, state, monday))
  expect(await run(store, monday + 30 * day)).toEqual(none)
  expect(await run(store, monday + 30 * day + 1)).toEqual({ ...none, drafts: 1 })
  const left = await loadConversation(store.read, id)
  expect(left).toEqual({ ...freshConversation, talkedAt: monday })
})

test('a list that nobody confirmed goes after 30 days, a confirmed one stays', async () => {
  const store = await testStore()
  await makeImport(store, 'guangtong', 'ready', 'ask')
  await makeImport(store, 'guangtong', 'reading', 'fault')
  await makeImport(store, 'guangtong', 'confirmed')
  expect(await run(store, monday + 30 * day)).toEqual(none)
  expect(await run(store, monday + 30 * day + 1)).toEqual({ ...none, imports: 2 })
  expect(await store.read.$count(importedRows)).toBe(0)
  const rows = await store.read.select().from(retireeImports)
  expect(rows.map(({ status }) => status).sort()).toEqual(['confirmed', 'dropped', 'dropped'])
})

test('tokens and codes go 30 days after their end, sessions and counters within the hour', async () => {
  const store = await testStore()
  const { id: staffId } = await makeStaff(store)
  await store.tx(async (tx) => {
    await issueToken(tx, { staffId, hash: 'h', days: 10 }, monday)
    await storeCode(
      tx,
      { purpose: 'staff', code: 'ABCDE23456', subjectId: staffId, ttlMs: 10 * day },
      monday,
    )
    await openSession(tx, { hash: 's', staffId, csrf: 'c' }, monday)
    await countFailure(tx, 'login:liming', { failures: 5, windowMs: 60_000 }, monday)
  })
  expect(await run(store, monday + 40 * day)).toEqual(none)
  expect(await run(store, monday + 40 * day + 1)).toEqual({ ...none, tokens: 2 })
  expect([await store.read.$count(apiTokens), await store.read.$count(oneUseCodes)]).toEqual([0, 0])
  await sweepAccess.run({ store, tick: monday + day })
  expect([await store.read.$count(sessions), await store.read.$count(throttles)]).toEqual([0, 0])
})

test('a recording that belongs to no matter goes after 180 days, row and file; one that does stays', async () => {
  const store = await testStore()
  const files = makeFiles()
  const { id } = await talk(store, '录音')
  const names = ['alone', 'of-a-matter']
  await store.tx(async (tx) => {
    const wanted = [1, 2].map((n) => ({ ref: `金丝雀${n}`, kind: 'voice' as const }))
    const ids = await wantFiles(tx, { id, channel: 'webchat' }, wanted, monday)
    for (const [n, name] of names.entries()) {
      const stored = { status: 'stored', fileName: name, sha256: 'x', bytes: 1 } as const
      await updateFile(tx, ids[n] ?? '', stored)
    }
  })
  await store.tx(async (tx) => {
    const [, second] = await tx.select().from(attachments).orderBy(attachments.id)
    const report = {
      stationId: 'guangtong',
      kind: 'help',
      source: 'chat',
      name: '某',
      content: '见附件',
    } as const
    await registerPetition(tx, { ...report, attachmentIds: [second?.id ?? ''] }, system, monday)
  })
  for (const name of [...names, '金丝雀1', '金丝雀2'])
    writeFileSync(join(files.attachments, name), 'x')
  await run(store, monday + 179 * day, files)
  expect(readdirSync(files.attachments)).toHaveLength(4)
  expect(await run(store, monday + 181 * day, files)).toMatchObject({ files: 1 })
  expect(readdirSync(files.attachments).sort()).toEqual(['of-a-matter', '金丝雀2'])
  const rows = await store.read.select().from(attachments).orderBy(attachments.id)
  expect(rows.map(({ status, fileName, sha256 }) => [status, fileName, sha256])).toEqual([
    ['lost', null, null],
    ['stored', 'of-a-matter', 'x'],
  ])
  expect(await run(store, monday + 181 * day, files)).toMatchObject({ files: 0 })
})

test('everything that the register says is deleted by itself is', () => {
  const automatic = Object.entries(keeps).filter(([, keep]) => 'days' in keep)
  expect(automatic.map(([key]) => key).sort()).toEqual([
    'draft',
    'file',
    'message',
    'session',
    'staging',
    'token',
  ])
  for (const [, { label }] of automatic) expect(label).toMatch(/自动/)
})
