import { basename, join } from 'node:path'
import type { FastifyReply } from 'fastify'
import { type Attachment, filePlace } from '../db/messaging/attachment.ts'
import { openSealed } from '../db/sealed-file.ts'
import type { Vault } from '../db/vault.ts'
import { attach } from './download.ts'
import { notHere } from './errors.ts'

/** What a browser may show in place; anything else is saved, because it might run. */
const shown = /^(image\/(jpeg|png|gif|webp)|audio\/(ogg|mpeg|mp4|aac|amr|wav|webm|silk))$/

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'audio/ogg': '.ogg',
  'audio/mpeg': '.mp3',
  'audio/amr': '.amr',
  'application/pdf': '.pdf',
}

/** Opens a stored file and sends it. @throws {ApiError} 404 when it is not stored (yet, or any more). */
export async function sendAttachment(
  reply: FastifyReply,
  { folder, vault }: { readonly folder: string; readonly vault: Vault },
  file: Attachment | undefined,
  title: string,
): Promise<FastifyReply> {
  if (file?.status !== 'stored' || file.fileName === null) throw notHere()
  const name = basename(file.fileName)
  const opened = await openSealed(vault, join(folder, name), filePlace(name)).catch(() => undefined)
  if (opened === undefined) throw notHere()
  const type = (file.mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const inPlace = shown.test(type)
  attach(reply, `${title}${endings[type] ?? ''}`, inPlace ? 'inline' : 'attachment')
  return reply
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('content-length', opened.bytes)
    .type(inPlace ? type : 'application/octet-stream')
    .send(opened.stream)
}
