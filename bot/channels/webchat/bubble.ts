import { type InboxRow, readContent } from '../../../db/messaging/inbox.ts'
import type { IncomingFile, Option } from '../../../db/messaging/message.ts'
import { type OutboxRow, readBody } from '../../../db/messaging/outbox.ts'
import type { TalkPoint } from '../../../db/messaging/talk.ts'
import type { Db } from '../../../db/store.ts'

/** One bubble of the page, as `/chat/history` and `/chat/events` give it. */
export interface Bubble extends TalkPoint {
  readonly from: 'me' | 'bot'
  readonly text: string
  /** Key the page gave its own message. */
  readonly clientId?: string
  readonly options?: readonly Option[]
  readonly files?: readonly { readonly kind: IncomingFile['kind']; readonly url: string }[]
}

/** What was told, as a bubble. */
export function toldBubble(db: Db, row: Pick<OutboxRow, 'id' | 'body'> & TalkPoint): Bubble {
  const { text, options } = readBody(db, row)
  const bubble = { id: row.id, at: row.at, from: 'bot', text } as const
  return options === undefined ? bubble : { ...bubble, options }
}

/** Address of an uploaded file, for its sender. */
export const fileUrl = (name: string): string => `/chat/files/${name}`

/**
 * What the person said, as a bubble; `labels` names the options by id. Undefined for what the page says by itself (the
 * first /start, the code of a link).
 */
export function ownBubble(
  db: Db,
  row: Pick<InboxRow, 'id' | 'content' | 'externalId'> & TalkPoint,
  labels: ReadonlyMap<string, string>,
): Bubble | undefined {
  const { kind, text, files = [] } = readContent(db, row)
  if (kind === 'bind' || text === '/start') return undefined
  const bubble = {
    id: row.id,
    at: row.at,
    from: 'me',
    clientId: row.externalId.slice(row.externalId.indexOf(':') + 1),
    text: kind === 'choice' ? (labels.get(text) ?? '（按了一个按钮）') : text,
  } as const
  if (files.length === 0) return bubble
  return { ...bubble, files: files.map((file) => ({ kind: file.kind, url: fileUrl(file.ref) })) }
}
