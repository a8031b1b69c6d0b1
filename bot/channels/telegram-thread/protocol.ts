import type { ReadableStream } from 'node:stream/web'
import type { Incoming, IncomingFile, OutgoingContent } from '../../../db/messaging/message.ts'
import type { SendOutcome } from '../../../scheduler/types.ts'
import type { Standing } from '../telegram-health.ts'

/** One message to send; `call` is its number, which its outcome comes back with. */
export interface SendCall {
  readonly call: number
  readonly peerId: string
  readonly message: OutgoingContent
}

/** What became of a send. */
export interface SentCall {
  readonly call: number
  readonly outcome: SendOutcome
}

/** What the service tells the thread. Its settings came with its start. */
export type ToThread =
  | { readonly kind: 'send'; readonly sends: readonly SendCall[] }
  /** Answer to `incoming`: only after `true` may the batch be confirmed to Telegram. */
  | { readonly kind: 'stored'; readonly batch: number; readonly stored: boolean }
  | { readonly kind: 'fetch'; readonly call: number; readonly file: IncomingFile }
  | { readonly kind: 'cancel'; readonly call: number }
  | { readonly kind: 'stop' }

/** What the thread tells the service. */
export type FromThread =
  | { readonly kind: 'standing'; readonly standing: Standing }
  /** Telegram told the bot's name. */
  | { readonly kind: 'named'; readonly username: string }
  | { readonly kind: 'incoming'; readonly batch: number; readonly messages: readonly Incoming[] }
  | { readonly kind: 'sent'; readonly sent: readonly SentCall[] }
  | {
      readonly kind: 'file'
      readonly call: number
      readonly mediaType: string
      readonly stream: ReadableStream
    }
  /** `final`: asking again is in vain. */
  | {
      readonly kind: 'file-failed'
      readonly call: number
      readonly code: string
      readonly final: boolean
    }
  | {
      readonly kind: 'log'
      readonly event: string
      readonly fields: Readonly<Record<string, string | number | undefined>>
    }
