import { expect, test } from 'vitest'
import { knownNames } from '../../../db/ledgers/known-names.ts'
import { attachments, wantFiles } from '../../../db/messaging/attachment.ts'
import { inbox, storeIncoming } from '../../../db/messaging/inbox.ts'
import {
  beginPreparation,
  countTry,
  endPreparation,
  findPreparation,
  keepTranscript,
  transcriptOf,
  transcriptsOf,
} from '../../../db/messaging/preparation.ts'
import type { Store } from '../../../db/store.ts'
import { incoming, makeRetiree, makeStaff, monday, testStore } from '../../support.ts'

async function message(store: Store) {
  await store.tx((tx) => storeIncoming(tx, [incoming('')], monday))
  const row = (await store.read.select().from(inbox)).at(-1)
  if (row === undefined) throw new Error('not stored')
  return row
}

test('a preparation is begun once; a second beginning finds what was done before', async () => {
  const store = await testStore()
  const { id } = await message(store)
  const begun = await store.tx((tx) => beginPreparation(tx, id, monday + 1_000, monday))
  expect(begun).toMatchObject({ status: 'open', attempts: 0, giveUpAt: monday + 1_000 })
  await store.tx((tx) => countTry(tx, id))
  await store.tx((tx) => countTry(tx, id))
  const again = await store.tx((tx) => beginPreparation(tx, id, monday + 9_000, monday + 5_000))
  expect(again).toMatchObject({ status: 'open', attempts: 2, giveUpAt: monday + 1_000 })
  expect(await findPreparation(store.read, 'other')).toBeUndefined()
})

test('what was heard is sealed, bound to its message, and stays when a topic is added', async () => {
  const store = await testStore()
  const { id } = await message(store)
  await store.tx((tx) => beginPreparation(tx, id, monday, monday))
  await store.tx((tx) => endPreparation(tx, id, { transcript: '活动室\0锁了' }))
  await store.tx((tx) => endPreparation(tx, id, { sortedAs: '第十三条/times' }))
  const row = await findPreparation(store.read, id)
  if (row === undefined) throw new Error('not begun')
  expect(row).toMatchObject({
    status: 'done',
    sortedAs: '第十三条/times',
    transcribedBy: 'machine',
  })
  expect(row.transcript?.includes('活动室')).toBe(false)
  expect(transcriptOf(store.read, row)).toBe('活动室\ufffd锁了')
  expect(() => transcriptOf(store.read, { ...row, inboxId: 'another' })).toThrow()
})

test('transcripts are found by message; who has none is left out', async () => {
  const store = await testStore()
  const [one, two] = [await message(store), await message(store)]
  await store.tx((tx) => keepTranscript(tx, one.id, '平台写下的', monday))
  await store.tx((tx) => keepTranscript(tx, one.id, '再来一次', monday))
  await store.tx((tx) => beginPreparation(tx, two.id, monday, monday))
  await store.tx((tx) => endPreparation(tx, two.id, {}))
  const found = await transcriptsOf(store.read, [one.id, two.id, 'other'])
  expect([...found]).toEqual([[one.id, '平台写下的']])
  expect(await transcriptsOf(store.read, [])).toEqual(new Map())
})

test('the files of a message are noted once', async () => {
  const store = await testStore()
  const row = await message(store)
  const files = [
    { kind: 'voice', ref: 'a' },
    { kind: 'image', ref: 'b' },
  ] as const
  const first = await store.tx((tx) => wantFiles(tx, row, files, monday))
  const second = await store.tx((tx) => wantFiles(tx, row, files, monday + 1))
  expect(second).toEqual(first)
  expect(await store.read.select().from(attachments)).toHaveLength(2)
})

test('names of the register and of staff are known wherever they live; other words are not', async () => {
  const store = await testStore()
  await makeRetiree(store, { name: '邹和平' })
  await makeRetiree(store, { name: '沙木嘎', stationId: 'heping' })
  await makeRetiree(store, { name: '欧阳建国' })
  await makeStaff(store, { name: '王小虎' })
  const text = '邹和平和沙木嘎，还有欧阳建国，问王小虎和张三丰'
  expect([...(await knownNames(store.read, text))].sort()).toEqual(
    ['欧阳建国', '沙木嘎', '王小虎', '邹和平'].sort(),
  )
  expect(await knownNames(store.read, '住院谁来看')).toEqual([])
  expect(await knownNames(store.read, '')).toEqual([])
})
