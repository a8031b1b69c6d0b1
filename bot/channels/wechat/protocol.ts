import type { Incoming } from '../../../db/messaging/message.ts'
import type { SendOutcome } from '../../../scheduler/types.ts'

/** Largest file the child brings, bytes. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024

/** Longest wait for any one answer of the gateway, milliseconds. */
export const CALL_MS = 8_000

/** How the child reaches the gateway; the token is the only secret it is given. */
export interface LinkSettings {
  /** `host:port` */
  readonly endpoint: string
  /** `<name in the gateway's certificate>_<secret>` */
  readonly token: string
  /** PEM of the certificate authority; absent: the one published with the library, which proves nothing. */
  readonly tlsCaCert?: string
  /** True: no TLS at all, the token is readable on the wire. */
  readonly insecure: boolean
}

/** Why there is no link to WeChat. */
export type LinkTrouble =
  | 'unreachable'
  | 'tls-refused'
  | 'token-refused'
  | 'no-login'
  | 'lost'
  | 'silent'
  | 'not-installed'

/** How the link stands; `needs-login`: the gateway answers and waits for its account to be scanned in. */
export type LinkReport =
  | { readonly state: 'online'; readonly account: string }
  | { readonly state: 'needs-login' }
  | { readonly state: 'connecting'; readonly why: LinkTrouble }

/** Something the gateway told of that has to be read from it. */
export interface Announced {
  readonly what: 'message' | 'friend-request'
  readonly id: string
}

/** What the parent tells the child. `begin` comes first and once. */
export type ToChild =
  | {
      readonly kind: 'begin'
      readonly settings: LinkSettings
      /** True: an earlier child was online, and the gateway may still hold its stream. */
      readonly resumed: boolean
      /** Told of to earlier children and not stored yet, in order. */
      readonly pending: readonly Announced[]
    }
  | {
      readonly kind: 'send'
      readonly call: number
      readonly peerId: string
      readonly text: string
    }
  | { readonly kind: 'fetch'; readonly call: number; readonly messageId: string }
  /** The next piece of a file is wanted. */
  | { readonly kind: 'more'; readonly call: number }
  | { readonly kind: 'cancel'; readonly call: number }
  /** Answer to `incoming`: false offers it again. */
  | { readonly kind: 'stored'; readonly stored: boolean }
  | { readonly kind: 'ping' }
  | { readonly kind: 'stop' }

/** What the child tells the parent. */
export type FromChild =
  | { readonly kind: 'link'; readonly report: LinkReport }
  | { readonly kind: 'announced'; readonly item: Announced }
  | { readonly kind: 'incoming'; readonly item: Announced; readonly message: Incoming }
  /** Not for us, or no longer at the gateway: nothing will come of it. */
  | { readonly kind: 'dropped'; readonly item: Announced; readonly why: 'not-ours' | 'gone' }
  | { readonly kind: 'sent'; readonly call: number; readonly outcome: SendOutcome }
  | { readonly kind: 'file'; readonly call: number; readonly mediaType: string }
  | { readonly kind: 'piece'; readonly call: number; readonly bytes: Uint8Array }
  | { readonly kind: 'file-end'; readonly call: number }
  | { readonly kind: 'file-failed'; readonly call: number; readonly why: string }
  | { readonly kind: 'pong' }
  /** The child is about to end of an error; `why` is its class and code. */
  | { readonly kind: 'crashed'; readonly why: string }
