import type { IncomingFile } from '../../../db/messaging/message.ts'

/** What a file is, by its first bytes. `extension` goes into its generated name. */
export interface FileKind {
  readonly kind: IncomingFile['kind']
  readonly mediaType: string
  readonly extension: string
}

const image = (extension: string, mediaType: string): FileKind => ({
  kind: 'image',
  mediaType,
  extension,
})
const voice = (extension: string, mediaType: string): FileKind => ({
  kind: 'voice',
  mediaType,
  extension,
})
const paper = (extension: string, mediaType: string): FileKind => ({
  kind: 'document',
  mediaType,
  extension,
})

const officeType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Every kind that is taken in. */
export const fileKinds = {
  jpg: image('jpg', 'image/jpeg'),
  png: image('png', 'image/png'),
  gif: image('gif', 'image/gif'),
  webp: image('webp', 'image/webp'),
  heic: image('heic', 'image/heic'),
  weba: voice('weba', 'audio/webm'),
  oga: voice('oga', 'audio/ogg'),
  m4a: voice('m4a', 'audio/mp4'),
  mp3: voice('mp3', 'audio/mpeg'),
  wav: voice('wav', 'audio/wav'),
  amr: voice('amr', 'audio/amr'),
  webm: paper('webm', 'video/webm'),
  mp4: paper('mp4', 'video/mp4'),
  pdf: paper('pdf', 'application/pdf'),
  docx: paper('docx', officeType),
  doc: paper('doc', 'application/msword'),
} as const satisfies Readonly<Record<string, FileKind>>

type Extension = keyof typeof fileKinds

/** Where which bytes stand (Latin-1), and what they mean. WebM and MP4 hold sound or film: `sniff` asks what the browser said. */
const signatures: readonly (readonly [number, string, Extension])[] = [
  [0, '\xff\xd8\xff', 'jpg'],
  [0, '\x89PNG\r\n\x1a\n', 'png'],
  [0, 'GIF8', 'gif'],
  [8, 'WEBP', 'webp'],
  [4, 'ftyphei', 'heic'],
  [4, 'ftyphev', 'heic'],
  [4, 'ftypmif1', 'heic'],
  [0, '\x1aE\xdf\xa3', 'weba'],
  [0, 'OggS', 'oga'],
  [4, 'ftypM4A ', 'm4a'],
  [4, 'ftyp', 'mp4'],
  [0, 'ID3', 'mp3'],
  [0, '\xff\xfb', 'mp3'],
  [0, '\xff\xf3', 'mp3'],
  [8, 'WAVE', 'wav'],
  [0, '#!AMR', 'amr'],
  [0, '%PDF-', 'pdf'],
  [0, 'PK\x03\x04', 'docx'],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'doc'],
]

/** Bytes `sniff` needs. */
export const sniffBytes = 16

/** What a file is; `declared` is the browser's word, believed only between sound and film. Undefined: not taken in. */
export function sniff(head: Buffer, declared = ''): FileKind | undefined {
  const start = head.subarray(0, sniffBytes).toString('latin1')
  const found = signatures.find(([at, bytes]) => start.startsWith(bytes, at))?.[2]
  if (found === 'weba' && declared.startsWith('video/')) return fileKinds.webm
  if (found === 'mp4' && declared.startsWith('audio/')) return fileKinds.m4a
  return found && fileKinds[found]
}
