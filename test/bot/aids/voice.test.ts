import { expect, test, vi } from 'vitest'
import { petitionPlace, petitions } from '../../../db/ledgers/petition.ts'
import { attachments } from '../../../db/messaging/attachment.ts'
import { inbox } from '../../../db/messaging/inbox.ts'
import type { IncomingFile } from '../../../db/messaging/message.ts'
import { preparations, transcriptsOf } from '../../../db/messaging/preparation.ts'
import { type FakeEndpoint, startFakeEndpoint } from '../../fakes/openai-endpoint.ts'
import { type Core, startCore } from '../core.ts'
import { aidsOn, canaryKey, formOf, oggTone, silkTone, wavHead } from './support.ts'

/** Somebody sends a recording and is answered. */
function speak(core: Core, ref: string, values: Partial<IncomingFile> & { peerId?: string } = {}) {
  const { peerId = '1001', ...file } = values
  const files: IncomingFile[] = [{ kind: 'voice', ref, ...file }]
  return core.talk('', { peerId, content: { kind: 'file', files } })
}

/** A core whose recordings say what the endpoint makes of them. */
async function listening(say?: string, limits = {}) {
  const endpoint = await startFakeEndpoint()
  if (say !== undefined) endpoint.reply = () => ({ say })
  const core = await startCore({ aids: aidsOn(endpoint, 'speech', limits) })
  core.channel.files.set('a', oggTone())
  return { endpoint, core }
}

const rowsOf = async ({ store }: Core) => ({
  petitions: (await store.read.select().from(petitions)).map((row) => ({
    content: store.vault.open(petitionPlace('content', row.id), row.content),
    id: row.id,
  })),
  attachments: await store.read.select().from(attachments),
  preparations: await store.read.select().from(preparations),
})

test('a question that was spoken is answered, and the reply says what was heard', async () => {
  const { endpoint, core } = await listening('住院了谁来看我？')
  const reply = await speak(core, 'a')
  expect(reply).toMatch(/^听到的是：住院了谁来看我？\n/)
  expect(reply).toContain('第十二条（一）')
  const [asked] = endpoint.asked
  expect(asked).toMatchObject({
    path: '/v1/audio/transcriptions',
    authorization: `Bearer ${canaryKey}`,
  })
  const form = asked && (await formOf(asked))
  expect(form).toMatchObject({ name: 'voice.ogg', type: 'audio/ogg', model: 'tiny' })
  expect(form?.field('language')).toBe('zh')
  expect(form?.bytes.equals(oggTone())).toBe(true)
})

test('the recording is kept, once, with what it says sealed beside it', async () => {
  const { core } = await listening('住院了谁来看我')
  await speak(core, 'a')
  const rows = await rowsOf(core)
  expect(rows.attachments).toHaveLength(1)
  expect(rows.attachments[0]).toMatchObject({ kind: 'voice', status: 'stored', petitionId: null })
  expect(rows.preparations).toMatchObject([
    { status: 'done', attempts: 1, transcribedBy: 'machine' },
  ])
  const [row] = rows.preparations
  expect(row?.transcript?.toString('utf8')).not.toContain('住院')
  const said = await transcriptsOf(core.store.read, [row?.inboxId ?? ''])
  expect([...said.values()]).toEqual(['住院了谁来看我'])
})

test('a report that was spoken is registered with its recording and marked as written down by a machine', async () => {
  const { core } = await listening('投诉，活动室锁了半年，我叫张桂英，广通，13800138000。')
  const reply = await speak(core, 'a')
  expect(reply).toMatch(
    /^听到的是：投诉，活动室锁了半年，我叫张桂英，广通，1380…\n记下了，编号 GT20260001/,
  )
  const rows = await rowsOf(core)
  expect(rows.petitions).toMatchObject([
    { content: '〔机器转写〕投诉，活动室锁了半年，我叫张桂英，广通，13800138000' },
  ])
  expect(rows.attachments).toMatchObject([{ petitionId: rows.petitions[0]?.id, status: 'stored' }])
})

test('what was heard and not understood is registered all the same, with the recording', async () => {
  const { core } = await listening('嘎嘎嘎呱呱呱')
  expect(await speak(core, 'a')).toContain('请问您叫什么名字')
  for (const said of ['张桂英', '1', '广通']) await core.talk(said)
  const rows = await rowsOf(core)
  expect(rows.petitions).toMatchObject([{ content: '〔机器转写〕嘎嘎嘎呱呱呱' }])
  expect(rows.attachments[0]?.petitionId).toBe(rows.petitions[0]?.id)
})

test('questions of a report may be answered by voice', async () => {
  const { endpoint, core } = await listening()
  const said = ['活动室锁了半年。', '张桂英。', '一三八零零一三八零零零', '广通']
  endpoint.reply = () => ({ say: said[endpoint.asked.length - 1] ?? '' })
  for (const ref of ['b', 'c', 'd']) core.channel.files.set(ref, oggTone())
  await core.talk('投诉')
  expect(await speak(core, 'a')).toContain('叫什么名字')
  expect(await speak(core, 'b')).toContain('电话')
  expect(await speak(core, 'c')).toContain('乡镇')
  expect(await speak(core, 'd')).toContain('编号 GT20260001')
  const rows = await rowsOf(core)
  expect(rows.petitions).toMatchObject([{ content: '〔机器转写〕活动室锁了半年' }])
  expect(new Set(rows.attachments.map(({ petitionId }) => petitionId))).toEqual(
    new Set([rows.petitions[0]?.id]),
  )
})

test.each([
  ['人工。', '已请工作人员来帮您'],
  ['零', '请回数字'],
  ['菜单', '请回数字'],
])('a command that was spoken works: %s', async (say, expected) => {
  const { core } = await listening(say)
  expect(await speak(core, 'a')).toContain(expected)
})

test('SILK is converted before it is sent', async () => {
  const { endpoint, core } = await listening('住院了谁来看我')
  core.channel.files.set('a', await silkTone())
  expect(await speak(core, 'a')).toContain('第十二条（一）')
  const [asked] = endpoint.asked
  const form = asked && (await formOf(asked))
  expect(form).toMatchObject({ name: 'voice.wav', type: 'audio/wav' })
  expect(form && wavHead(form.bytes)).toEqual({
    mark: 'RIFFWAVE',
    channels: 1,
    rate: 16_000,
    seconds: 1,
  })
})

test('an endpoint that refuses Opus gets WAV, and from then on only that', async () => {
  const { endpoint, core } = await listening()
  endpoint.reply = ({ body }) =>
    body.includes('voice.wav') ? { say: '住院了谁来看我' } : { status: 400 }
  core.channel.files.set('b', oggTone())
  expect(await speak(core, 'a')).toContain('听到的是')
  expect(await speak(core, 'b', { peerId: '2' })).toContain('听到的是')
  const names = await Promise.all(endpoint.asked.map(async (asked) => (await formOf(asked)).name))
  expect(names).toEqual(['voice.ogg', 'voice.wav', 'voice.wav'])
})

/** Today's answer to a recording that nobody could write down. */
const unheard = '请问您叫什么名字'

test.each([
  ['nothing', ''],
  ['what recognisers invent in silence', '谢谢观看。'],
  ['sounds', '嗯，啊…'],
])('a recording that says %s goes on as before', async (_what, say) => {
  const { core } = await listening(say)
  const reply = await speak(core, 'a')
  expect(reply).toContain(unheard)
  expect(reply).not.toContain('听到的是')
  expect((await rowsOf(core)).preparations).toMatchObject([{ status: 'done', transcript: null }])
})

test.each([
  ['500', { status: 500 }, 2],
  ['401', { status: 401 }, 2],
  ['429', { status: 429 }, 2],
  ['a refusal', { status: 422 }, 2],
  ['a cut', 'cut', 2],
  ['half an answer', 'half', 2],
  ['no JSON', { raw: '<html>' }, 2],
  ['another answer', { raw: '{"texts":[]}' }, 2],
  ['a redirect', 'redirect', 2],
  ['no end', 'huge', 2],
] as const)('an endpoint that answers with %s is tried at most twice, then staff listen', async (_what, reply, calls) => {
  const { endpoint, core } = await listening()
  endpoint.reply = () => reply
  expect(await speak(core, 'a')).toContain(unheard)
  expect(endpoint.asked.length).toBeLessThanOrEqual(calls)
  expect(endpoint.asked.map(({ path }) => path)).not.toContain('/v1/elsewhere')
  expect(core.logged.join()).not.toContain('canary')
})

test('an endpoint that hangs holds up this person for the limit, and nobody else at all', async () => {
  const { endpoint, core } = await listening(undefined, { callMs: 400, waitMs: 700 })
  endpoint.reply = () => 'hang'
  const slow = speak(core, 'a')
  await endpoint.reached(1)
  expect(await core.talk('住院了谁来看我', { peerId: '2' })).toContain('第十二条（一）')
  expect(core.channel.to('1001')).toEqual([])
  expect(await slow).toContain(unheard)
})

test('messages of one person are handled in their order, also behind a recording', async () => {
  const { endpoint, core } = await listening(undefined, { callMs: 400, waitMs: 700 })
  endpoint.reply = () => 'hang'
  const first = speak(core, 'a')
  await endpoint.reached(1)
  const second = core.talk('张桂英')
  expect(await first).toContain(unheard)
  expect(await second).toContain('电话')
})

test('hundreds who wait for a recording do not keep others waiting', async () => {
  const { endpoint, core } = await listening(undefined, { callMs: 30_000, waitMs: 30_000 })
  endpoint.reply = () => 'hang'
  for (let n = 0; n < 410; n++) {
    const files: IncomingFile[] = [{ kind: 'voice', ref: 'a' }]
    await core.channel.says('', { peerId: `p${n}`, content: { kind: 'file', files } })
  }
  expect(await core.talk('住院了谁来看我', { peerId: 'other' })).toContain('第十二条（一）')
}, 120_000)

test('a recording that the platform no longer has goes on without', async () => {
  const { endpoint, core } = await listening('不该听到', { waitMs: 500 })
  expect(await speak(core, 'gone')).toContain(unheard)
  expect(endpoint.asked).toEqual([])
})

test('what is no recording is not sent out', async () => {
  const { endpoint, core } = await listening('不该听到')
  core.channel.files.set('a', Buffer.from('#!/bin/sh rm -rf'))
  expect(await speak(core, 'a')).toContain(unheard)
  expect(endpoint.asked).toEqual([])
})

test('pictures, and recordings with words to them, are not listened to', async () => {
  const { endpoint, core } = await listening('不该听到')
  const files: IncomingFile[] = [{ kind: 'image', ref: 'a' }]
  expect(await core.talk('', { content: { kind: 'file', files } })).toContain(unheard)
  await core.talk('0')
  const voice: IncomingFile[] = [{ kind: 'voice', ref: 'a' }]
  await core.talk('活动室锁了半年', { content: { kind: 'file', files: voice } })
  expect(endpoint.asked).toEqual([])
})

test('what the platform wrote down is used, with and without an endpoint', async () => {
  const transcript = '住院了谁来看我。'
  const { endpoint, core } = await listening('不该听到')
  const plain = await startCore()
  for (const one of [core, plain]) {
    one.channel.files.set('a', oggTone())
    const reply = await speak(one, 'a', { transcript })
    expect(reply).toMatch(/^听到的是：住院了谁来看我\n/)
    expect(reply).toContain('第十二条（一）')
    expect((await rowsOf(one)).preparations).toMatchObject([{ transcribedBy: 'platform' }])
  }
  expect(endpoint.asked).toEqual([])
})

test('without an endpoint a recording goes the way it always went, and nothing is prepared', async () => {
  const core = await startCore()
  core.channel.files.set('a', oggTone())
  expect(await speak(core, 'a')).toContain(unheard)
  expect((await rowsOf(core)).preparations).toEqual([])
})

test('stopped while it listens: after the restart the message is handled once, the tries counted on', async () => {
  const endpoint = await startFakeEndpoint()
  endpoint.reply = () => 'hang'
  const first = await startCore({ aids: aidsOn(endpoint, 'speech') })
  first.channel.files.set('a', oggTone())
  const files: IncomingFile[] = [{ kind: 'voice', ref: 'a' }]
  await first.channel.says('', { content: { kind: 'file', files } })
  await endpoint.reached(1)
  await first.stop()
  expect(first.channel.sent).toEqual([])
  expect((await rowsOf(first)).preparations).toMatchObject([{ status: 'open', attempts: 1 }])
  endpoint.reply = () => ({ say: '住院了谁来看我' })
  const { store, folder } = first
  const second = await startCore({ store, folder, aids: aidsOn(endpoint, 'speech') })
  await vi.waitFor(() => expect(second.channel.to('1001').join()).toContain('听到的是'), {
    timeout: 10_000,
  })
  const rows = await rowsOf(second)
  expect(rows.preparations).toMatchObject([{ status: 'done', attempts: 2 }])
  expect(rows.attachments).toHaveLength(1)
  expect((await store.read.select().from(inbox)).map(({ status }) => status)).toEqual(['done'])
  expect(endpoint.asked).toHaveLength(2)
})

const silent = (endpoint: FakeEndpoint) => endpoint.asked.length

test('after failures in a row the endpoint is left alone for half a minute, then tried by one', async () => {
  const { endpoint, core } = await listening()
  endpoint.reply = () => ({ status: 500 })
  for (const ref of ['b', 'c', 'd', 'e']) core.channel.files.set(ref, oggTone())
  await speak(core, 'a')
  await speak(core, 'b', { peerId: '2' })
  const before = silent(endpoint)
  await speak(core, 'c', { peerId: '3' })
  expect(silent(endpoint)).toBe(before)
  endpoint.reply = () => ({ say: '住院了谁来看我' })
  core.clock.now += 31_000
  expect(await speak(core, 'd', { peerId: '4' })).toContain('听到的是')
  expect(await speak(core, 'e', { peerId: '5' })).toContain('听到的是')
})
