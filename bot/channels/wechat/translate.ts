import { type payloads, types } from 'wechaty-puppet'
import type { IncomingContent, IncomingFile } from '../../../db/messaging/message.ts'

/**
 * Whether an id still means the same person after the next login: those of the pad and enterprise protocols do (`wxid_…`, digits,
 * `…@openim`); the web protocol's (`@…`) and all unknown forms do not.
 */
export const idLife = (peerId: string): 'permanent' | 'session' =>
  /^(wxid_[\w-]+|\d{7,}(@openim)?)$/.test(peerId) ? 'permanent' : 'session'

/** Official accounts, WeChat's own notices and the account's notepad: nobody to talk with. */
export const isNobody = (peerId: string): boolean =>
  /^(gh_|weixin$|filehelper$|fmessage$|newsapp$|medianote$|floatbottle$)/.test(peerId)

const code = /(?<![0-9A-Z])(?:[0-9A-Z][ -]?){9}[0-9A-Z](?![0-9A-Z])/

/**
 * The one-use code in the words of a friend request: ten Latin letters and digits, perhaps with spaces or dashes between them, among
 * any Chinese words. Upper case without separators; whether it is valid is not decided here.
 */
export const codeIn = (hello: string): string | undefined =>
  code.exec(hello.normalize('NFKC').toUpperCase())?.[0].replace(/[ -]/g, '')

const files: ReadonlyMap<number, Pick<IncomingFile, 'kind' | 'mediaType'>> = new Map([
  [types.Message.Audio, { kind: 'voice', mediaType: 'audio/silk' }],
  [types.Message.Image, { kind: 'image' }],
  [types.Message.Attachment, { kind: 'document' }],
  [types.Message.Video, { kind: 'document', mediaType: 'video/mp4' }],
])

const unsupported: ReadonlyMap<number, string> = new Map([
  [types.Message.Contact, 'contact-card'],
  [types.Message.ChatHistory, 'chat-history'],
  [types.Message.Emoticon, 'sticker'],
  [types.Message.GroupNote, 'group-note'],
  [types.Message.Location, 'location'],
  [types.Message.MiniProgram, 'mini-program'],
  [types.Message.Post, 'post'],
  [types.Message.Recalled, 'recalled'],
  [types.Message.RedEnvelope, 'red-envelope'],
  [types.Message.Transfer, 'transfer'],
  [types.Message.Url, 'link'],
])

/** What a message says; a file's reference is the message's id, and its text is left empty, because puppets put raw XML there. */
export function contentOf({ id, type, text }: payloads.Message): IncomingContent {
  if (type === types.Message.Text) return { kind: 'text', text: text ?? '' }
  const file = files.get(type)
  if (file !== undefined) return { kind: 'file', text: '', files: [{ ref: id, ...file }] }
  return { kind: 'unsupported', text: unsupported.get(type) ?? 'unknown' }
}
