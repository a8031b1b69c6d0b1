/** An update as it stands in JSON: an id and one body under the name of its kind. */
export type FakeUpdate = { readonly update_id: number } & Readonly<Record<string, unknown>>

/** Parts of a message besides its content. */
export interface MessageParts {
  readonly chatId: number
  readonly messageId: number
  /** Epoch milliseconds; the wire has seconds. */
  readonly at: number
  readonly chatType?: 'private' | 'group' | 'supergroup' | 'channel'
  /** Sender; default: the chat itself, as in every private chat. */
  readonly from?: { readonly id: number; readonly isBot?: boolean }
}

/** A message body with the given content fields (`text`, `voice`, `sticker`, …). */
export function messageBody(
  { chatId, messageId, at, chatType = 'private', from = { id: chatId } }: MessageParts,
  content: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    message_id: messageId,
    from: { id: from.id, is_bot: from.isBot ?? false, first_name: '测试' },
    chat: { id: chatId, type: chatType, first_name: '测试' },
    date: Math.floor(at / 1000),
    ...content,
  }
}

/** Sizes of one photo, smallest first, as the platform lists them. */
export const photoSizes = (fileId: string, bytes: number): unknown[] => [
  { file_id: `${fileId}-small`, file_unique_id: 's', width: 90, height: 60, file_size: 1 },
  { file_id: fileId, file_unique_id: 'l', width: 1280, height: 853, file_size: bytes },
]
