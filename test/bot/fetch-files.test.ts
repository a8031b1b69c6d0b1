import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeFileFetcher } from '../../bot/fetch-files.ts'
import { attachments, filePlace, maxAttachmentBytes } from '../../db/messaging/attachment.ts'
import type { IncomingFile } from '../../db/messaging/message.ts'
import { openSealed } from '../../db/sealed-file.ts'
import { FakeChannel } from '../fakes/channel.ts'
import { monday, testStore } from '../support.ts'
import { type Core, startCore } from './core.ts'

const voice = (ref: string, values: Partial<IncomingFile> = {}): IncomingFile => ({
  kind: 'voice',
  ref,
  ...values,
})

const rows = ({ store }: Pick<Core, 'store'>) =>
  store.read.select().from(attachments).orderBy(attachments.id)

/** Sends files and waits until none of them is wanted any more; the clock of the core stands still meanwhile. */
async function settled(core: Core, count: number) {
  return vi.waitFor(
    async () => {
      const all = await rows(core)
      expect(all).toHaveLength(count)
      expect(all.filter(({ status }) => status === 'wanted')).toEqual([])
      return all
    },
    { timeout: 8_000, interval: 20 },
  )
}

const sendFiles = (core: Core, ...files: IncomingFile[]) =>
  core.talk('', { content: { kind: 'file', files } })

/** An error as a channel throws it. */
const failure = (code: string, final: boolean) =>
  Object.assign(new Error('张桂英'), { code, final })

test('a file is kept whole and sealed, under a generated name, for nobody else to read, with its SHA-256', async () => {
  const core = await startCore()
  const bytes = Buffer.from('录音'.repeat(40_000))
  core.channel.files.set('../../etc/passwd', bytes)
  await sendFiles(core, voice('../../etc/passwd', { bytes: bytes.length }))
  const [row] = await settled(core, 1)
  expect(row).toMatchObject({
    status: 'stored',
    kind: 'voice',
    mediaType: 'audio/ogg',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    fileName: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
    attempts: 0,
  })
  expect(readdirSync(core.folder)).toEqual([row?.fileName])
  const path = join(core.folder, row?.fileName ?? '')
  expect(readFileSync(path).includes('录音')).toBe(false)
  const { vault } = core.store
  const opened = await openSealed(vault, path, filePlace(row?.fileName ?? ''))
  expect((await buffer(opened.stream)).equals(bytes)).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('two files with the same content have names and rows of their own', async () => {
  const core = await startCore()
  core.channel.files.set('a', Buffer.from('x')).set('b', Buffer.from('x'))
  await sendFiles(core, voice('a'), voice('b'))
  const all = await settled(core, 2)
  expect(new Set(all.map(({ fileName }) => fileName)).size).toBe(2)
  expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(1)
})

test('one that says to be too large is not asked for', async () => {
  const core = await startCore()
  const asked = vi.spyOn(core.channel, 'fetchFile')
  await sendFiles(core, voice('a', { bytes: maxAttachmentBytes + 1 }))
  expect((await settled(core, 1))[0]).toMatchObject({ status: 'refused', attempts: 1 })
  expect(asked).not.toHaveBeenCalled()
})

test('one that turns out too large is refused, and nothing of it stays on the disk', async () => {
  const core = await startCore()
  const megabyte = Buffer.alloc(1024 * 1024)
  vi.spyOn(core.channel, 'fetchFile').mockImplementation(async () => ({
    mediaType: 'video/mp4',
    stream: Readable.from(Array<Buffer>(21).fill(megabyte)),
  }))
  await sendFiles(core, voice('a', { bytes: 10 }))
  expect((await settled(core, 1))[0]).toMatchObject({ status: 'refused', bytes: null })
  expect(readdirSync(core.folder)).toEqual([])
})

test('exactly the largest size is kept', async () => {
  const core = await startCore()
  core.channel.files.set('a', Buffer.alloc(maxAttachmentBytes))
  await sendFiles(core, voice('a', { bytes: maxAttachmentBytes }))
  expect((await settled(core, 1))[0]).toMatchObject({ status: 'stored', bytes: maxAttachmentBytes })
})

test.each([
  ['file-too-big', 'refused'],
  ['file-gone', 'lost'],
])('what the channel calls final (%s) is %s after one try', async (code, status) => {
  const core = await startCore()
  const asked = vi.spyOn(core.channel, 'fetchFile').mockRejectedValue(failure(code, true))
  await sendFiles(core, voice('a'))
  expect((await settled(core, 1))[0]).toMatchObject({ status, attempts: 1 })
  expect(asked).toHaveBeenCalledTimes(1)
})

/** A fetcher alone, so that each round is asked for by the test. */
async function alone() {
  const store = await testStore()
  const channel = new FakeChannel()
  const clock = { now: monday }
  const core = await startCore({ store })
  vi.spyOn(core.channel, 'health').mockReturnValue({ ...channel.health(), state: 'limited' })
  await sendFiles(core, voice('a'))
  await core.stop()
  const logged: string[] = []
  const log = (event: string, fields = {}) => logged.push(JSON.stringify({ event, ...fields }))
  const fetcher = makeFileFetcher({
    store,
    channel,
    folder: core.folder,
    now: () => clock.now,
    log,
  })
  onTestFinished(() => fetcher.stop())
  return { store, channel, clock, fetcher, logged }
}

test('a failure that may pass is tried again after 10, 30, 90 and 270 seconds, then the file is lost', async () => {
  const { store, channel, clock, fetcher, logged } = await alone()
  const asked = vi.spyOn(channel, 'fetchFile').mockRejectedValue(failure('ECONNRESET', false))
  clock.now = monday + 1_000
  for (const [tries, wait] of [10, 30, 90, 270].entries()) {
    fetcher.kick()
    await vi.waitFor(async () =>
      expect((await rows({ store }))[0]).toMatchObject({
        status: 'wanted',
        attempts: tries + 1,
        dueAt: clock.now + wait * 1_000,
      }),
    )
    clock.now += wait * 1_000
  }
  fetcher.kick()
  await vi.waitFor(async () => expect((await rows({ store }))[0]?.status).toBe('lost'))
  expect(asked).toHaveBeenCalledTimes(5)
  expect(logged).toHaveLength(5)
  expect(logged.join()).toContain('Error:ECONNRESET')
  expect(logged.join()).not.toContain('张桂英')
})

test('while the channel is away nothing is tried: an outage costs no file', async () => {
  const { store, channel, clock, fetcher } = await alone()
  clock.now = monday + 1_000
  const asked = vi.spyOn(channel, 'fetchFile')
  for (const state of ['connecting', 'needs-login', 'limited', 'off'] as const) {
    channel.become(state)
    fetcher.kick()
    fetcher.kick()
    await new Promise((resolve) => setImmediate(resolve))
  }
  channel.files.set('a', Buffer.from('later'))
  channel.become('online')
  fetcher.kick()
  await vi.waitFor(async () =>
    expect((await rows({ store }))[0]).toMatchObject({ status: 'stored', attempts: 0 }),
  )
  expect(asked).toHaveBeenCalledTimes(1)
})

test('a file that hangs or fails holds up neither its own message nor the next', async () => {
  const core = await startCore()
  const stuck = new PassThrough()
  onTestFinished(() => void stuck.destroy())
  vi.spyOn(core.channel, 'fetchFile').mockResolvedValue({ mediaType: 'audio/ogg', stream: stuck })
  expect(await sendFiles(core, voice('a'))).toMatch(/\p{Script=Han}/u)
  expect(await core.talk('张桂英')).toContain('电话')
  await vi.waitFor(() => expect(stuck.listenerCount('error')).toBeGreaterThan(0))
  stuck.destroy(failure('file-gone', true))
  expect((await settled(core, 1))[0]).toMatchObject({ status: 'lost' })
})

test('a stream that is cut leaves no part behind, wherever it is cut', async () => {
  const core = await startCore()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 5 }),
      async (parts) => {
        async function* cut() {
          for (const part of parts) yield Buffer.from(part)
          throw failure('file-gone', true)
        }
        vi.spyOn(core.channel, 'fetchFile').mockResolvedValueOnce({
          mediaType: 'audio/ogg',
          stream: Readable.from(cut()),
        })
        const before = (await rows(core)).length
        await sendFiles(core, voice('a'))
        expect((await settled(core, before + 1)).at(-1)).toMatchObject({ status: 'lost' })
        expect(readdirSync(core.folder)).toEqual([])
      },
    ),
    { numRuns: 10 },
  )
})
