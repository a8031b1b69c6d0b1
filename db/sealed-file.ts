import { createCipheriv, createDecipheriv } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { randomPart } from './random.ts'
import type { Vault } from './vault.ts'

/** How a sealed file begins. */
const magic = Buffer.from('TGF1')
const saltBytes = 16
const headBytes = magic.length + saltBytes
const tagBytes = 16
/** Plain bytes of a piece: what must be in memory before any of it is believed. */
const pieceBytes = 64 * 1024
const sealedPieceBytes = pieceBytes + tagBytes

/** The nonce of a piece: its number, and whether it is the last, so that pieces cannot be dropped, added or exchanged. */
function nonceOf(piece: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(piece, 0)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

/** Cuts a stream into pieces; a piece is worked on when more follows it, the last at the end. */
function piecewise(
  size: number,
  work: (bytes: Buffer, piece: number, last: boolean) => Buffer,
): Transform {
  let waiting: Buffer[] = []
  let held = 0
  let piece = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting.push(chunk)
      held += chunk.length
      if (held <= size) return done()
      let bytes = Buffer.concat(waiting)
      try {
        for (; bytes.length > size; bytes = bytes.subarray(size))
          this.push(work(bytes.subarray(0, size), piece++, false))
      } catch (error) {
        return done(error instanceof Error ? error : new Error('piece of a sealed file'))
      }
      waiting = [bytes]
      held = bytes.length
      done()
    },
    flush(done) {
      try {
        this.push(work(Buffer.concat(waiting), piece, true))
        done()
      } catch (error) {
        done(error instanceof Error ? error : new Error('piece of a sealed file'))
      }
    },
  })
}

/** Seals what runs through it, for a file that is opened under the same `place`. */
export function sealStream(vault: Vault, place: string): Transform {
  const salt = randomPart(saltBytes)
  const key = vault.fileKey(place, salt)
  const sealing = piecewise(pieceBytes, (bytes, piece, last) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(piece, last))
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  })
  sealing.push(Buffer.concat([magic, salt]))
  return sealing
}

function openStream(vault: Vault, place: string, salt: Buffer): Transform {
  const key = vault.fileKey(place, salt)
  return piecewise(sealedPieceBytes, (bytes, piece, last) => {
    if (bytes.length < tagBytes) throw new Error('sealed file: cut short')
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(piece, last))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    const plain = decipher.update(bytes.subarray(0, -tagBytes))
    return Buffer.concat([plain, decipher.final()])
  })
}

/** A file as it was before it was sealed. `bytes`: its length. */
export interface OpenedFile {
  readonly bytes: number
  readonly stream: Readable
}

async function headOf(handle: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(headBytes)
  const { bytesRead } = await handle.read(head, 0, headBytes, 0)
  return head.subarray(0, bytesRead)
}

const isHead = (head: Buffer) =>
  head.length === headBytes && head.subarray(0, magic.length).equals(magic)

/** Whether a file on disk is sealed. */
export async function isSealed(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    return isHead(await headOf(handle))
  } finally {
    await handle.close()
  }
}

/**
 * Opens a sealed file; the stream ends with an error where a byte was altered, and gives nothing of a piece before it was
 * checked. A file that an earlier version left unsealed is given as it is.
 * @throws when there is no such file.
 */
export async function openSealed(vault: Vault, path: string, place: string): Promise<OpenedFile> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const head = await headOf(handle)
    if (!isHead(head)) return { bytes: size, stream: handle.createReadStream({ start: 0 }) }
    const body = size - headBytes
    const bytes = body - Math.max(1, Math.ceil(body / sealedPieceBytes)) * tagBytes
    const opening = openStream(vault, place, head.subarray(magic.length))
    const sealed = handle.createReadStream({ start: headBytes })
    sealed.once('error', (error) => opening.destroy(error))
    opening.once('close', () => sealed.destroy())
    return { bytes, stream: sealed.pipe(opening) }
  } catch (error) {
    await handle.close()
    throw error
  }
}
