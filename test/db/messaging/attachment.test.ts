import { expect, test } from 'vitest'
import { registerPetition } from '../../../db/ledgers/register-petition.ts'
import {
  type Attachment,
  attachmentsOfPetition,
  fileSource,
  updateFile,
  wantedFiles,
  wantFiles,
} from '../../../db/messaging/attachment.ts'
import { storeIncoming, waitingMessages } from '../../../db/messaging/inbox.ts'
import type { IncomingFile } from '../../../db/messaging/message.ts'
import type { Store } from '../../../db/store.ts'
import { incoming, monday, system, testStore } from '../../support.ts'

const files: readonly IncomingFile[] = [
  { ref: 'voice-1', kind: 'voice', mediaType: 'audio/ogg' },
  { ref: 'picture-2', kind: 'image', bytes: 12 },
]

async function want(store: Store, wanted = files): Promise<string[]> {
  await store.tx((tx) => storeIncoming(tx, [incoming('')], monday))
  const [row] = await waitingMessages(store.read, 'telegram', 1)
  if (row === undefined) throw new Error('no message')
  return store.tx((tx) => wantFiles(tx, row, wanted, monday))
}

const petition = {
  stationId: 'guangtong',
  kind: 'complaint',
  source: 'chat',
  content: '见附件',
  name: '张桂英',
} as const

const ids = (rows: readonly Attachment[]) => rows.map(({ id }) => id)

test('files are wanted from their channel when due, and say how to ask for them', async () => {
  const store = await testStore()
  const wanted = await want(store)
  expect(wanted).toHaveLength(2)
  const due = await wantedFiles(store.read, 'telegram', monday)
  expect(due.map((row) => fileSource(store.read, row))).toEqual(files)
  expect(due[0]?.source.includes('voice-1')).toBe(false)
  expect(await wantedFiles(store.read, 'telegram', monday - 1)).toEqual([])
  expect(await wantedFiles(store.read, 'wechat', monday)).toEqual([])
})

test('many files are fetched by the twenty, whatever waits behind', async () => {
  const store = await testStore()
  const many = Array.from(
    { length: 23 },
    (_, at): IncomingFile => ({ ref: `${at}`, kind: 'image' }),
  )
  await want(store, many)
  const first = await wantedFiles(store.read, 'telegram', monday)
  expect(first).toHaveLength(20)
  await store.tx(async (tx) => {
    for (const { id } of first) await updateFile(tx, id, { status: 'lost' })
  })
  expect(await wantedFiles(store.read, 'telegram', monday)).toHaveLength(3)
})

test('a message without files wants none', async () => {
  const store = await testStore()
  expect(await want(store, [])).toEqual([])
})

test('what was fetched, refused or lost is not asked for again; what failed is, later', async () => {
  const store = await testStore()
  const [stored = '', later = ''] = await want(store)
  const sha256 = 'a'.repeat(64)
  await store.tx(async (tx) => {
    await updateFile(tx, stored, { status: 'stored', fileName: 'x.ogg', bytes: 7, sha256 })
    await updateFile(tx, later, { attempts: 1, dueAt: monday + 60_000 })
  })
  expect(await wantedFiles(store.read, 'telegram', monday)).toEqual([])
  expect(ids(await wantedFiles(store.read, 'telegram', monday + 60_000))).toEqual([later])
})

test('a file belongs to the first petition it was put on', async () => {
  const store = await testStore()
  const attachmentIds = await want(store)
  const register = () =>
    store.tx((tx) => registerPetition(tx, { ...petition, attachmentIds }, system, monday))
  const [first, second] = [await register(), await register()]
  expect(ids(await attachmentsOfPetition(store.read, first.id))).toEqual(attachmentIds)
  expect(await attachmentsOfPetition(store.read, second.id)).toEqual([])
})
