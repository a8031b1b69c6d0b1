/** The channels a person can write through. */
export const channelNames = ['webchat', 'telegram', 'wechat'] as const
/** One of `channelNames`. */
export type ChannelName = (typeof channelNames)[number]
/** What staff read for each channel. */
export const channelLabels: Readonly<Record<ChannelName, string>> = {
  webchat: '网页',
  telegram: 'Telegram',
  wechat: '微信',
}

/** A file that came with a message, by the platform's own id: never a link out of the text. */
export interface IncomingFile {
  /** What the channel's `fetchFile` needs to bring it: platform file id, or message id. */
  readonly ref: string
  readonly kind: 'voice' | 'image' | 'document'
  readonly mediaType?: string
  /** Size as the platform tells it; it is measured again while fetching. */
  readonly bytes?: number
  /** What a recording says, where the platform itself wrote it down. */
  readonly transcript?: string
}

/**
 * What a person sent. `text` is the words, the caption, the id of the chosen option (`choice`), the code (`bind`, from a
 * deep link or a friend request's hello), or what it was (`unsupported`: sticker, location, …).
 */
export interface IncomingContent {
  readonly kind: 'text' | 'choice' | 'bind' | 'file' | 'unsupported'
  readonly text: string
  readonly files?: readonly IncomingFile[]
}

/** One message of one person, as a channel hands it over before it confirms it to its platform. */
export interface Incoming {
  readonly channel: ChannelName
  /** The receiving account of ours (bot id, WeChat id, `web`). */
  readonly account: string
  /** Unique per channel and account: the key that makes a second delivery harmless. */
  readonly externalId: string
  /** Who wrote: the id to answer to. */
  readonly peerId: string
  /** WeChat's web protocol changes ids at every login: `session` ids are never trusted across logins. */
  readonly idLife: 'permanent' | 'session'
  /** When the platform says it was sent, epoch milliseconds. */
  readonly sentAt?: number
  readonly content: IncomingContent
}

/** A choice offered under a message: a button where the channel has them, a number to answer otherwise. */
export interface Option {
  /** At most 64 bytes in UTF-8 (Telegram's callback data). */
  readonly id: string
  readonly label: string
}

/** What is said to a person: plain text, never markup. */
export interface OutgoingContent {
  readonly text: string
  readonly options?: readonly Option[]
}
