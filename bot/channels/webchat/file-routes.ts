import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { fileUrl } from './bubble.ts'
import { type KeptFile, type KeptFiles, UploadTooLarge } from './kept-file.ts'
import { ChatRefusal } from './refusal.ts'
import { sentences } from './sentences.ts'
import { ClientId, type TalkSettings } from './talk-routes.ts'

/** Largest file a person may send. Unit: bytes. */
const maxUploadBytes = 10 * 1024 * 1024

const tooLarge = () => new ChatRefusal(413, 'file_too_large', sentences.fileTooLarge)

async function keepPart(
  kept: KeptFiles,
  peerId: string,
  part: MultipartFile | undefined,
): Promise<KeptFile> {
  if (part === undefined) throw new ChatRefusal(400, 'no_file', sentences.noFile)
  const file = await kept.keep(peerId, part.file, part.mimetype).catch((error: unknown) => {
    throw error instanceof UploadTooLarge ? tooLarge() : error
  })
  if (file === undefined) throw new ChatRefusal(415, 'file_kind', sentences.fileKind)
  return file
}

/**
 * `POST /chat/files?clientId=…` (one multipart file, on disk before its message is stored) and `GET /chat/files/:name`,
 * which shows it to its sender only.
 */
export async function fileRoutes(
  app: FastifyInstance,
  settings: TalkSettings & { readonly kept: KeptFiles },
): Promise<void> {
  const { visitors, kept, accept, pace } = settings
  await app.register(multipart, {
    limits: { fileSize: maxUploadBytes, files: 1, fields: 4, parts: 5 },
  })

  app.post<{ Querystring: { clientId?: string } }>('/chat/files', async (request, reply) => {
    const clientId = ClientId.safeParse(request.query.clientId)
    if (!clientId.success) throw new ChatRefusal(400, 'unreadable', sentences.unreadable)
    const peerId = visitors.welcome(request, reply)
    pace(peerId, request.ip)
    const { name, kind, mediaType, bytes } = await keepPart(kept, peerId, await request.file())
    const files = [{ ref: name, kind, mediaType, bytes }]
    await accept(peerId, clientId.data, { kind: 'file', text: '', files })
    return reply.code(202).send({ kind, url: fileUrl(name) })
  })

  app.get<{ Params: { name: string } }>('/chat/files/:name', async (request, reply) => {
    const { name } = request.params
    const peerId = visitors.known(request)
    const gone = () => new ChatRefusal(404, 'file_gone', sentences.fileGone)
    if (peerId === undefined || !kept.belongs(peerId, name)) throw gone()
    const { mediaType, stream } = await kept.open(name).catch(() => {
      throw gone()
    })
    reply.headers({
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    return reply.type(mediaType).send(stream)
  })
}
