import type { ChannelName, OutgoingContent } from '../db/messaging/message.ts'

/** Why a platform did not take a message: `limited` waits, `offline` waits, the others are final for this person. */
export type Refusal = 'limited' | 'offline' | 'blocked' | 'unknown-peer' | 'too-long' | 'rejected'

/** What became of one send. `uncertain`: it may have arrived, so nothing is sent again blindly. `why` is a code, never platform text. */
export type SendOutcome =
  | { readonly state: 'accepted'; readonly remoteId?: string }
  | { readonly state: 'refused'; readonly why: Refusal; readonly retryAfterMs?: number }
  | { readonly state: 'uncertain'; readonly why: string }

/** A way to a person: translates and sends one message, decides nothing, and never throws for what the other side does. */
export interface Sender {
  readonly channel: ChannelName
  /** Our own account on the platform; undefined until the platform told it. */
  readonly account: string | undefined
  /** Longest text in UTF-16 units; longer ones are split before. */
  readonly maxChars: number
  /** False: options are written out as a numbered list by the caller before. */
  readonly buttons: boolean
  /** How many sends may be under way at once. */
  readonly parallel: number
  send(peerId: string, message: OutgoingContent, signal: AbortSignal): Promise<SendOutcome>
}
