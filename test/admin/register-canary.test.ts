import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { runImport, startImport } from '../../admin/import/import-list.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { importedRetirees, importedRows } from '../../db/ledgers/retiree-import.ts'
import { storeIncoming } from '../../db/messaging/inbox.ts'
import { openStore } from '../../db/open.ts'
import { startCore } from '../bot/core.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { serveWebchat, WebVisitor } from '../fakes/web-visitor.ts'
import { allBytes, filesOf, formsOf } from '../kept-bytes.ts'
import { idNumberFor } from '../people.ts'
import { makeStaff, monday, system, testDatabase, testVault } from '../support.ts'
import { firmHeadings } from './lists.ts'
import { signInAs, testServer } from './support.ts'

beforeAll(ensureBuilt)

/** What may stand nowhere as it is, for somebody registered, somebody staged, and their families. */
const canary = {
  idNumber: idNumberFor('1943-07-19', 428),
  otherIdNumber: idNumberFor('1944-08-21', 526),
  phone: '13912345671',
  otherPhone: '13912345672',
  familyPhone: '13912345673',
  reportedPhone: '13912345674',
  newPhone: '13912345675',
  residence: '禄丰县广通镇金雀路七十七号',
  newResidence: '禄丰县广通镇银雀路八十八号',
  words: '金雀说的话不外传',
  photo: '金雀的照片里的字',
}
const name = '欧阳金雀'

test('a number, an address and words of people stand as they are in no table, log file, WAL or attachment, and in no reply to others', async () => {
  const target = await testDatabase()
  const store = await openStore({ ...target, vault: testVault })
  onTestFinished(() => store.close())
  const site = await testServer({ store })
  const member = await makeStaff(store, { role: 'station_head' })
  const ask = await signInAs(site, member)
  const replies: string[] = []
  const say = async (...request: Parameters<typeof ask>) => {
    const reply = await ask(...request)
    replies.push(reply.body)
    return reply
  }

  // The register: right, changed, wrong and doubled.
  const { idNumber, phone, residence, newPhone, newResidence } = canary
  const person = { name, idNumber, phone, residence, stationId: 'guangtong' }
  const { id } = (await say('POST', '/retirees', person)).json()
  expect(
    (await say('PATCH', `/retirees/${id}`, { phone: newPhone, residence: newResidence }))
      .statusCode,
  ).toBe(200)
  expect((await say('POST', '/retirees', person)).statusCode).toBe(409)
  expect((await say('POST', '/retirees', { ...person, idNumber: `${idNumber}9` })).statusCode).toBe(
    409,
  )
  expect((await say('GET', `/retirees?q=${idNumber}&cursor=${phone}`)).statusCode).toBe(400)
  for (const q of [idNumber, newPhone])
    expect((await say('GET', `/retirees?q=${q}`)).json().items).toHaveLength(1)
  await store.tx((tx) =>
    addFamilyMember(
      tx,
      id,
      { name: '李小红', relation: '女儿', phone: canary.familyPhone, part: 'contact' },
      system,
      monday,
    ),
  )
  await say('GET', `/retirees/${id}`)
  for (const end of ['.csv', '/print']) await say('GET', `/retirees${end}`)
  await say('POST', '/petitions', {
    source: 'letter',
    kind: 'help',
    name,
    phone: canary.reportedPhone,
    content: canary.words,
  })

  // A firm's list: somebody who is new, somebody whose telephone differs, and a row with a fault.
  const rows = [
    ['1', '赵金雀', canary.otherIdNumber, canary.otherPhone, '水泥厂', ''],
    ['2', name, idNumber, canary.otherPhone, '水泥厂', ''],
    ['3', '钱金雀', `${canary.otherIdNumber.slice(0, 17)}A`, canary.otherPhone, '水泥厂', ''],
  ]
  const csv = Buffer.from([firmHeadings, ...rows].map((row) => row.join(',')).join('\n'))
  const list = { fileName: '名单.csv', stationId: 'guangtong' }
  const begun = await startImport(store, list, system, monday)
  const read = await runImport(store, begun, { ...list, file: Readable.from([csv]) }, monday)
  expect(read).toMatchObject({ newCount: 1, askCount: 1, faultCount: 1 })
  expect(await store.read.$count(importedRetirees, eq(importedRetirees.importId, read.id))).toBe(1)
  expect(await store.read.$count(importedRows)).toBe(2)

  // The chats: words and numbers come in, a photograph is kept, somebody of elsewhere asks.
  const core = await startCore({ store })
  await core.talk(`投诉：${canary.words}`)
  await core.talk(name)
  await core.talk(canary.reportedPhone)
  const chat = await serveWebchat({ store }, () => monday)
  await chat.channel.start((batch) =>
    store.tx(async (tx) => void (await storeIncoming(tx, batch, monday))),
  )
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(canary.photo)])
  const visitor = new WebVisitor(chat.url)
  expect((await visitor.upload(new Uint8Array(photo), 'image/jpeg')).status).toBe(202)
  core.channel.files.set('photo', photo)
  await core.talk('', { content: { kind: 'file', files: [{ ref: 'photo', kind: 'image' }] } })
  await expect.poll(() => filesOf(core.folder).length).toBeGreaterThan(photo.length)
  for (const said of [idNumber, `查看 ${idNumber}`, phone, name])
    await core.talk(said, { peerId: '9' })

  const kept = {
    database: await allBytes(target),
    attachments: filesOf(core.folder) + filesOf(chat.folder),
    logs: JSON.stringify([site.lines, core.logged, chat.logged]),
    others: core.channel.to('9').join('\n'),
    // What staff of the station read is masked; an error reply repeats nothing.
    replies: replies.join('\n'),
  }
  // Proof that the places were looked at: names are kept as they are, so that staff can search them.
  expect(kept.database).toContain(formsOf(name)[0])
  expect(kept.attachments).toContain('TGF1')
  for (const [place, text] of Object.entries(kept))
    for (const [what, secret] of Object.entries(canary)) {
      if (place === 'others' && [idNumber, phone].includes(secret)) continue
      const plain = place === 'database' || place === 'attachments' ? formsOf(secret) : [secret]
      expect([place, what, plain.some((form) => text.includes(form))]).toEqual([place, what, false])
    }
}, 60_000)
