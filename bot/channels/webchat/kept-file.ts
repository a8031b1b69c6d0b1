import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openSealed, sealStream } from '../../../db/sealed-file.ts'
import type { Vault } from '../../../db/vault.ts'
import type { FetchedFile } from '../types.ts'
import { type FileKind, fileKinds, sniff, sniffBytes } from './file-kind.ts'

/** An uploaded file as it stands on disk. */
export interface KeptFile extends FileKind {
  /** Generated name: visitor prefix, SHA-256 of the content, extension. The same file sent again gets the same name. */
  readonly name: string
  readonly bytes: number
}

/** A file as it comes in; `truncated` once it went over the limit of the request. */
export type Upload = Readable & { readonly truncated?: boolean }

/** The upload went over its limit. */
export class UploadTooLarge extends Error {}

/** Uploaded files in one folder, sealed. */
export interface KeptFiles {
  /**
   * Resolves when the file is durably on disk; `declared` is the media type the browser says.
   * Undefined: empty, or of a kind that is not taken in; nothing is left behind then.
   * @throws {UploadTooLarge}
   */
  keep(peerId: string, source: Upload, declared: string): Promise<KeptFile | undefined>
  /** @throws when the name is none of ours or the file is gone. */
  open(name: string): Promise<FetchedFile>
  /** Whether this visitor uploaded the file of that name. */
  belongs(peerId: string, name: string): boolean
}

const namePattern = /^[0-9a-f]{16}-[0-9a-f]{64}\.([0-9a-z]{3,4})$/

/** The part of a peer id that stands in file names and message keys. */
export const visitorPrefix = (peerId: string): string => peerId.slice(0, 16)

/** Where the files of a visitor belong in the vault: a name is known only when all of a file was read. */
const placeOf = (prefix: string) => `webchat:${prefix}`

async function sync(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

interface Received {
  readonly head: Buffer
  readonly bytes: number
  readonly sha256: string
}

async function receiveInto(path: string, source: Upload, sealing: Transform): Promise<Received> {
  const digest = createHash('sha256')
  let head = Buffer.alloc(0)
  let bytes = 0
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      if (head.length < sniffBytes) head = Buffer.concat([head, chunk.subarray(0, sniffBytes)])
      bytes += chunk.length
      digest.update(chunk)
      yield chunk
    }
  }
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  await pipeline(source, measured, sealing, file)
  if (source.truncated === true) throw new UploadTooLarge()
  return { head, bytes, sha256: digest.digest('hex') }
}

/** Files below `folder`, which is made when it is missing. */
export function makeKeptFiles(folder: string, vault: Vault): KeptFiles {
  return {
    async keep(peerId, source, declared) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const fresh = join(folder, `.upload-${randomBytes(12).toString('hex')}`)
      try {
        const prefix = visitorPrefix(peerId)
        const sealing = sealStream(vault, placeOf(prefix))
        const { head, bytes, sha256 } = await receiveInto(fresh, source, sealing)
        const kind = sniff(head, declared)
        if (kind === undefined) return undefined
        await sync(fresh)
        const name = `${prefix}-${sha256}.${kind.extension}`
        await rename(fresh, join(folder, name))
        await sync(folder)
        return { ...kind, name, bytes }
      } finally {
        await rm(fresh, { force: true })
      }
    },
    async open(name) {
      const extension = namePattern.exec(name)?.[1] ?? ''
      const kind = Object.values(fileKinds).find((each) => each.extension === extension)
      if (kind === undefined) throw new Error('no such uploaded file')
      const place = placeOf(visitorPrefix(name))
      const { stream } = await openSealed(vault, join(folder, name), place)
      return { mediaType: kind.mediaType, stream }
    },
    belongs: (peerId, name) =>
      namePattern.test(name) && name.startsWith(`${visitorPrefix(peerId)}-`),
  }
}
