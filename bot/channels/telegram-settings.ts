/** How one bot is reached. */
export interface TelegramSettings {
  /** `<bot id>:<secret>`, from BotFather. */
  readonly token: string
  /** Default: https://api.telegram.org. */
  readonly apiRoot?: string
  /** URL of an HTTP proxy (CONNECT), with `user:password@` where it asks for one. */
  readonly proxy?: string
  /** How long the platform may hold an empty getUpdates, seconds. Short, so that a silent outage shows soon. */
  readonly pollSeconds?: number
  /** How long any other call may take, ms. */
  readonly deadlineMs?: number
}

/**
 * Sends under way at once: at 50 ms a call, enough for some 4,000 a second, and room for the replies of one commit while
 * those of the last are out. Pace is not decided here.
 */
export const parallelSends = 200

/** The address that opens a talk with a bot and says a code to it. */
export const startLink = (username: string, code: string): string =>
  `https://t.me/${username}?start=${code}`
