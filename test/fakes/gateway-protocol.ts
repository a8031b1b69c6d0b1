/** Kinds of WeChat messages a test can have a contact send; the names are those of wechaty's message types. */
export type GatewayMessageType =
  | 'Attachment'
  | 'Audio'
  | 'Contact'
  | 'Emoticon'
  | 'Image'
  | 'Location'
  | 'MiniProgram'
  | 'Recalled'
  | 'Unknown'
  | 'Url'
  | 'Video'

/** How one gateway process is set up; sent to it as its first IPC message. */
export interface GatewaySettings {
  readonly port: number
  readonly token: string
  /** WeChat id of the account the bot uses. */
  readonly account: string
  /** False: the account waits for a scan until `login`. */
  readonly loggedIn: boolean
  /** Milliseconds between heartbeats; 0: none. */
  readonly heartbeatMs: number
  /** PEM certificate and key, or the pair that is published with the library; absent: plain text. */
  readonly tls?: { readonly cert: string; readonly key: string } | 'published'
}

/** What a test can have the gateway do. */
export type GatewayCommand =
  | { readonly act: 'login' }
  | { readonly act: 'logout' }
  | { readonly act: 'say'; readonly from: string; readonly text: string; readonly id?: string }
  | { readonly act: 'announce'; readonly messageId: string }
  | { readonly act: 'burst'; readonly from: string; readonly texts: readonly string[] }
  | {
      readonly act: 'sendFile'
      readonly from: string
      readonly type: GatewayMessageType
      readonly name: string
      readonly base64: string
    }
  | { readonly act: 'sendKind'; readonly from: string; readonly type: GatewayMessageType }
  | {
      readonly act: 'sayInRoom'
      readonly from: string
      readonly room: string
      readonly text: string
    }
  | { readonly act: 'sayOwn'; readonly to: string; readonly text: string }
  | {
      readonly act: 'befriend'
      readonly from: string
      readonly hello: string
      readonly id?: string
    }
  | { readonly act: 'failSend'; readonly nth: number; readonly message: string }
  | { readonly act: 'slowSend'; readonly ms: number }
  | { readonly act: 'record' }

/** What the gateway saw from its client since it was started. */
export interface GatewayRecord {
  readonly sent: readonly { readonly to: string; readonly text: string }[]
  readonly acceptedFriends: readonly string[]
  /** Ids of contacts that were looked up. */
  readonly lookedUp: readonly string[]
}

/** Answer of the gateway process to command `number`. */
export interface GatewayAnswer {
  readonly number: number
  readonly result?: string | readonly string[] | GatewayRecord | undefined
  readonly failed?: string
}
