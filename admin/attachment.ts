import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FastifyReply } from 'fastify'
import type { Attachment } from '../db/messaging/attachment.ts'
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

/** Sends a stored file. @throws {ApiError} 404 when it is not stored (yet, or any more). */
export async function sendAttachment(
  reply: FastifyReply,
  folder: string,
  file: Attachment | undefined,
  title: string,
): Promise<FastifyReply> {
  if (file?.status !== 'stored' || file.fileName === null) throw notHere()
  const handle = await open(join(folder, basename(file.fileName))).catch(() => undefined)
  if (handle === undefined) throw notHere()
  const type = (file.mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const inPlace = shown.test(type)
  const { size } = await handle.stat()
  attach(reply, `${title}${endings[type] ?? ''}`, inPlace ? 'inline' : 'attachment')
  return reply
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('content-length', size)
    .type(inPlace ? type : 'application/octet-stream')
    .send(handle.createReadStream())
}
