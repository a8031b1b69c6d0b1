import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { storeIncoming } from '../../db/messaging/inbox.ts'
import type { Incoming } from '../../db/messaging/message.ts'
import { serveWebchat, WebVisitor } from '../fakes/web-visitor.ts'
import { monday, testStore } from '../support.ts'

const now = () => monday
const jpeg = (bytes: number) => {
  const content = new Uint8Array(bytes)
  content.set([0xff, 0xd8, 0xff, 0xe0])
  return content
}
const signal = new AbortController().signal

/** A chat that notes what it received, and whether the files were on disk by then. */
async function chat() {
  const store = await testStore()
  const served = await serveWebchat({ store }, now)
  const received: Incoming[] = []
  await served.channel.start(async (batch) => {
    for (const { content } of batch) {
      const refs = (content.files ?? []).map(({ ref }) => join(served.folder, ref))
      if (!refs.every((path) => existsSync(path))) throw new Error('message before its file')
    }
    received.push(...batch)
    await store.tx((tx) => storeIncoming(tx, batch, now()))
  })
  return { ...served, received, visitor: new WebVisitor(served.url) }
}

test('a photograph is on disk, sealed, under its digest before the message is stored', async () => {
  const { visitor, received, folder } = await chat()
  const photo = jpeg(300_000)
  const response = await visitor.upload(photo, 'image/jpeg', 'photo-0001')
  expect(response.status).toBe(202)
  const [message] = received
  const [file] = message?.content.files ?? []
  const sha256 = createHash('sha256').update(photo).digest('hex')
  const prefix = message?.peerId.slice(0, 16)
  expect(file).toEqual({
    ref: `${prefix}-${sha256}.jpg`,
    kind: 'image',
    mediaType: 'image/jpeg',
    bytes: 300_000,
  })
  expect(message).toMatchObject({
    externalId: `${prefix}:photo-0001`,
    content: { kind: 'file', text: '' },
  })
  expect(readdirSync(folder)).toEqual([file?.ref])
  // The bytes of the photograph stand in no readable form; the next test sees them come back.
  const kept = readFileSync(join(folder, file?.ref ?? ''))
  expect([kept.includes(Buffer.from(photo.subarray(0, 40))), kept.length > photo.length]).toEqual([
    false,
    true,
  ])
})

test('the core fetches it with its kind, and the sender sees it again', async () => {
  const { visitor, received, channel } = await chat()
  const photo = jpeg(1000)
  const { url } = (await (await visitor.upload(photo)).json()) as { url: string }
  const [file] = received[0]?.content.files ?? []
  if (file === undefined) throw new Error('no file')
  const fetched = await channel.fetchFile(file, signal)
  expect(fetched.mediaType).toBe('image/jpeg')
  expect((await buffer(fetched.stream)).equals(photo)).toBe(true)
  const shown = await visitor.request(url)
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  expect(Buffer.from(await shown.arrayBuffer()).equals(photo)).toBe(true)
  expect((await visitor.history()).items).toMatchObject([
    { text: '', files: [{ kind: 'image', url }] },
  ])
})

test('nobody else sees it', async () => {
  const { visitor, url } = await chat()
  const { url: photo } = (await (await visitor.upload(jpeg(10))).json()) as { url: string }
  const other = new WebVisitor(url)
  expect((await other.request(photo)).status).toBe(404)
  await other.request('/')
  expect((await other.request(photo)).status).toBe(404)
})

test('an upload tried twice is one file and one message', async () => {
  const { visitor, folder, received } = await chat()
  await visitor.send({ text: '看照片' })
  for (const _ of [1, 2]) await visitor.upload(jpeg(2000), 'image/jpeg', 'photo-0001')
  expect(readdirSync(folder)).toHaveLength(1)
  expect((await visitor.history()).items).toHaveLength(2)
  expect(received).toHaveLength(3)
})

const limit = 10 * 1024 * 1024
test('10 MB are taken, one byte more is refused in a sentence and leaves nothing behind', async () => {
  const { visitor, folder, received } = await chat()
  expect((await visitor.upload(jpeg(limit))).status).toBe(202)
  const refused = await visitor.upload(jpeg(limit + 1))
  expect([refused.status, await refused.json()]).toEqual([
    413,
    { code: 'file_too_large', message: '这个文件太大了，请发小一点的，不要超过 10 兆。' },
  ])
  expect(received).toHaveLength(1)
  expect(readdirSync(folder)).toHaveLength(1)
})

test.each([
  ['nothing', ''],
  ['a page', '<html><script>alert(1)</script>'],
  ['a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['a program', 'MZ\x90\x00'],
])('refuses %s, whatever it is called, and keeps nothing', async (_what, content) => {
  const { visitor, folder, received } = await chat()
  const refused = await visitor.upload(new TextEncoder().encode(content), 'image/jpeg')
  expect([refused.status, await refused.json()]).toEqual([
    415,
    { code: 'file_kind', message: '这种文件收不了。请发照片、录音，或者 PDF、Word 文件。' },
  ])
  expect(received).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['no file', new FormData(), 400],
  ['text', 'photo', 400],
])('an upload with %s gets a sentence', async (_what, body, status) => {
  const { visitor } = await chat()
  const response = await visitor.request('/chat/files?clientId=photo-0001', {
    method: 'POST',
    body,
  })
  expect(response.status).toBe(status)
  expect(await response.json()).toHaveProperty('message')
})

test.each([
  ['../../etc/passwd'],
  ['photo.jpg'],
  ['.upload-00'],
  ['%2e%2e%2fsecret.jpg'],
])('the name %s leads nowhere', async (name) => {
  const { visitor, channel } = await chat()
  await visitor.request('/')
  expect((await visitor.request(`/chat/files/${encodeURIComponent(name)}`)).status).toBe(404)
  await expect(channel.fetchFile({ ref: name, kind: 'image' }, signal)).rejects.toThrow()
})

test('a file that is gone is told to the core', async () => {
  const { channel } = await chat()
  const ref = `${'a'.repeat(16)}-${'b'.repeat(64)}.jpg`
  await expect(channel.fetchFile({ ref, kind: 'image' }, signal)).rejects.toThrow('ENOENT')
})
