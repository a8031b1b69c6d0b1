import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSealed, openSealed, sealStream } from '../../db/sealed-file.ts'
import { makeVault } from '../../db/vault.ts'
import { testFolder, testVault } from '../support.ts'

const piece = 64 * 1024
const place = 'attachments:a'

/** Seals bytes that come in chunks of this size. */
async function sealed(bytes: Buffer, chunk = bytes.length || 1, where = place): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  )
  const sealing = sealStream(testVault, where)
  const done = pipeline(Readable.from(chunks, { objectMode: false }), sealing, { end: true })
  const all = await buffer(sealing)
  await done
  return all
}

/** Opens bytes that lie in a file. */
async function opened(bytes: Buffer, where = place, vault = testVault) {
  const path = join(testFolder(), 'file')
  writeFileSync(path, bytes)
  const { stream, bytes: told } = await openSealed(vault, path, where)
  return { told, plain: await buffer(stream) }
}

const patterned = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at % 251))

test.each([
  0,
  1,
  16,
  piece - 1,
  piece,
  piece + 1,
  2 * piece,
  3 * piece + 17,
])('%i bytes come back as they were, with their length', async (length) => {
  const plain = patterned(length)
  for (const chunk of [1000, piece, piece + 16, length + 1]) {
    const bytes = await sealed(plain, chunk)
    const back = await opened(bytes)
    expect(back.told).toBe(length)
    expect(back.plain.equals(plain)).toBe(true)
  }
})

test('nothing of the content stands in the file, and the same content never seals alike', async () => {
  const words = Buffer.from('身份证532331194505120018的照片'.repeat(3000))
  const [one, other] = [await sealed(words), await sealed(words)]
  expect(one.includes('532331194505120018')).toBe(false)
  expect(one.includes(Buffer.from('身份证'))).toBe(false)
  expect(one.equals(other)).toBe(false)
  expect(one.subarray(0, 4).toString()).toBe('TGF1')
  expect(new Set([one, other].map((file) => file.subarray(4, 20).toString('hex'))).size).toBe(2)
})

test('a file with any byte altered is refused', async () => {
  const plain = patterned(piece + 200)
  const bytes = await sealed(plain)
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 4, max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, by) => {
        const altered = Buffer.from(bytes)
        altered[at] = (altered[at] ?? 0) ^ by
        await expect(opened(altered)).rejects.toThrow()
      },
    ),
    { numRuns: 60 },
  )
})

test('a file cut short or lengthened is refused, at the end of a piece too', async () => {
  const bytes = await sealed(patterned(3 * piece))
  const sealedPiece = piece + 16
  const cuts = [20, 21, 35, 36, 20 + sealedPiece, 20 + 2 * sealedPiece, bytes.length - 1]
  for (const length of cuts) await expect(opened(bytes.subarray(0, length))).rejects.toThrow()
  await expect(opened(Buffer.concat([bytes, Buffer.of(0)]))).rejects.toThrow()
})

test('pieces cannot change places', async () => {
  const bytes = await sealed(patterned(3 * piece))
  const at = (index: number) =>
    bytes.subarray(20 + index * (piece + 16), 20 + (index + 1) * (piece + 16))
  const swapped = Buffer.concat([bytes.subarray(0, 20), at(1), at(0), at(2)])
  expect(swapped.length).toBe(bytes.length)
  await expect(opened(swapped)).rejects.toThrow()
})

test('a file under another name, and one of another key, are refused', async () => {
  const bytes = await sealed(patterned(100))
  await expect(opened(bytes, 'attachments:b')).rejects.toThrow()
  await expect(opened(bytes, place, makeVault(Buffer.alloc(32, 8)))).rejects.toThrow()
})

test('nothing of an altered first piece is given out before the refusal', async () => {
  const bytes = await sealed(patterned(2 * piece))
  bytes[40] = (bytes[40] ?? 0) ^ 1
  const path = join(testFolder(), 'file')
  writeFileSync(path, bytes)
  const { stream } = await openSealed(testVault, path, place)
  let given = 0
  stream.on('data', (chunk: Buffer) => {
    given += chunk.length
  })
  await expect(new Promise((_, reject) => stream.once('error', reject))).rejects.toThrow()
  expect(given).toBe(0)
})

test('a file that an earlier version left unsealed is given as it is', async () => {
  const path = join(testFolder(), 'old')
  for (const words of ['照片', '', 'TGF1', 'x'.repeat(200_000)]) {
    writeFileSync(path, words)
    expect(await isSealed(path)).toBe(false)
    const { bytes, stream } = await openSealed(testVault, path, place)
    expect([bytes, String(await buffer(stream))]).toEqual([Buffer.byteLength(words), words])
  }
  writeFileSync(path, await sealed(Buffer.from('照片')))
  expect(await isSealed(path)).toBe(true)
})

test('a missing file is an error before anything is streamed', async () => {
  await expect(openSealed(testVault, join(testFolder(), 'none'), place)).rejects.toThrow('ENOENT')
})

test('a reader that turns away leaves no file open', async () => {
  const path = join(testFolder(), 'file')
  writeFileSync(path, await sealed(patterned(20 * piece)))
  const { stream } = await openSealed(testVault, path, place)
  await new Promise((resolve) => stream.once('readable', resolve))
  stream.destroy()
  await new Promise((resolve) => stream.once('close', resolve))
  truncateSync(path)
  expect(statSync(path).size).toBe(0)
  expect(readFileSync(path)).toHaveLength(0)
})
