import type { Message } from 'grammy/types'
import type { IncomingFile } from '../../db/messaging/message.ts'

/** What every kind of file on the platform tells about itself. */
interface PlatformFile {
  readonly file_id: string
  readonly file_size?: number
  readonly mime_type?: string
}

function file(
  kind: IncomingFile['kind'],
  { file_id, file_size, mime_type }: PlatformFile,
  usualType: string,
): IncomingFile {
  const base = { ref: file_id, kind, mediaType: mime_type ?? usualType }
  return file_size === undefined ? base : { ...base, bytes: file_size }
}

/** A picture sent as a file keeps its quality and is a picture all the same. */
const documentKind = (mediaType: string | undefined): IncomingFile['kind'] =>
  mediaType?.startsWith('image/') === true ? 'image' : 'document'

/**
 * The files of one message: of a photo only its largest size, which the platform lists last. Films and round video notes
 * are documents, music and recordings are voice.
 */
export function filesOf(message: Message): readonly IncomingFile[] {
  const { photo, voice, audio, video, video_note, document } = message
  const largest = photo?.at(-1)
  if (largest !== undefined) return [file('image', largest, 'image/jpeg')]
  if (voice !== undefined) return [file('voice', voice, 'audio/ogg')]
  if (audio !== undefined) return [file('voice', audio, 'audio/mpeg')]
  if (video !== undefined) return [file('document', video, 'video/mp4')]
  if (video_note !== undefined) return [file('document', video_note, 'video/mp4')]
  if (document === undefined) return []
  return [file(documentKind(document.mime_type), document, 'application/octet-stream')]
}
