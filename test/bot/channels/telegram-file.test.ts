import { buffer } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import type { IncomingFile } from '../../../db/messaging/message.ts'
import type { Fault } from '../../fakes/telegram-fault.ts'
import { chatId, type Rig, rig, startedRig } from './telegram-support.ts'

const never = new AbortController().signal
const document = (ref: string): IncomingFile => ({ ref, kind: 'document' })

/** Puts a file on the platform and returns what the channel is asked for. */
function upload({ bot }: Rig, bytes: Buffer, more: { gone?: boolean; toldBytes?: number } = {}) {
  bot.files.set('file-x', { bytes, ...more })
  return document('file-x')
}

test('a voice that came with a message is brought whole', async () => {
  const { bot, channel, received } = await startedRig()
  const bytes = Buffer.alloc(300_000, 'ogg')
  bot.voice(chatId, bytes)
  await vi.waitFor(() => expect(received).toHaveLength(1))
  const [file] = received[0]?.content.files ?? []
  expect(file).toMatchObject({ kind: 'voice', bytes: bytes.length })

  const fetched = await channel.fetchFile(file ?? document(''), never)
  expect(fetched.mediaType).toBe('audio/ogg')
  expect((await buffer(fetched.stream)).equals(bytes)).toBe(true)
})

test('a file of exactly the largest size is brought', async () => {
  const made = await rig({ deadlineMs: 10_000 })
  const bytes = Buffer.alloc(20 * 1024 * 1024, 1)
  const { stream } = await made.channel.fetchFile(upload(made, bytes), never)
  expect((await buffer(stream)).length).toBe(bytes.length)
})

const small = Buffer.from('材料')
const refusals: readonly [string, (made: Rig) => IncomingFile, string, boolean][] = [
  [
    'it is told too big',
    () => ({ ...document('x'), bytes: 20 * 1024 * 1024 + 1 }),
    'file-too-big',
    true,
  ],
  [
    'the platform finds it too big',
    (made) => upload(made, small, { toldBytes: 30e6 }),
    'file-too-big',
    true,
  ],
  ['its id is unknown', () => document('nonsense'), 'file-gone', true],
  ['the download is gone', (made) => upload(made, small, { gone: true }), 'telegram-404', true],
]

test.each(refusals)('a file is final when %s', async (_, prepare, code, final) => {
  const made = await rig()
  await expect(made.channel.fetchFile(prepare(made), never)).rejects.toMatchObject({
    name: 'FileUnavailable',
    code,
    final,
  })
})

const troubles: readonly [string, string, Fault, string][] = [
  ['asking for it is cut', 'getFile', { kind: 'cut-before' }, 'ECONNRESET'],
  ['asking for it meets 502', 'getFile', { kind: 'answer', code: 502 }, 'telegram-502'],
  ['asking for it meets 429', 'getFile', { kind: 'answer', code: 429 }, 'telegram-429'],
  ['the download is cut', 'file', { kind: 'cut-before' }, 'ECONNRESET'],
  ['the download hangs', 'file', { kind: 'hang' }, 'ETIMEDOUT'],
  ['the download meets 502', 'file', { kind: 'answer', code: 502 }, 'telegram-502'],
]

test.each(troubles)('a file may be asked for again when %s', async (_, target, fault, code) => {
  const made = await rig()
  const file = upload(made, small)
  made.bot.faults.next(target, fault)
  await expect(made.channel.fetchFile(file, never)).rejects.toMatchObject({ code, final: false })
  const { stream } = await made.channel.fetchFile(file, never)
  expect((await buffer(stream)).equals(small)).toBe(true)
})

test('a file that grows beyond the limit while it comes is given up', async () => {
  const made = await rig({ deadlineMs: 10_000 })
  const file = upload(made, Buffer.alloc(20 * 1024 * 1024 + 1), { toldBytes: 5 })
  const { stream } = await made.channel.fetchFile(file, never)
  await expect(buffer(stream)).rejects.toMatchObject({ code: 'file-too-big', final: true })
})

test('a download cut on its way ends the stream with an error', async () => {
  const made = await rig({ deadlineMs: 10_000 })
  const file = upload(made, Buffer.alloc(19 * 1024 * 1024))
  const { stream } = await made.channel.fetchFile(file, never)
  made.server.breakConnections()
  await expect(buffer(stream)).rejects.toMatchObject({ code: 'ECONNRESET', final: false })
})

test('a signal gives a download up, before it and during it', async () => {
  const made = await rig({ deadlineMs: 10_000 })
  const file = upload(made, Buffer.alloc(19 * 1024 * 1024))
  await expect(made.channel.fetchFile(file, AbortSignal.abort())).rejects.toMatchObject({
    code: 'EABORTED',
  })
  const abort = new AbortController()
  const { stream } = await made.channel.fetchFile(file, abort.signal)
  abort.abort()
  await expect(buffer(stream)).rejects.toMatchObject({ code: 'EABORTED', final: false })
})
