import type { AdminOptions } from '../types.ts'

/** The ways by which somebody brings the code of a card to us. */
export interface CardLinks {
  /** Opens the chat page and says the code; absent without `PUBLIC_URL`. */
  readonly web?: string
  /** Opens the bot and says the code; absent until Telegram told its name. */
  readonly telegram?: string
  /** What to type in WeChat. */
  readonly wechat: string
}

/** Where a code leads. */
export function cardLinks({ config, bindLinks }: AdminOptions, code: string): CardLinks {
  const { telegram } = bindLinks?.(code) ?? {}
  const { publicUrl } = config
  return {
    ...(publicUrl === undefined ? {} : { web: new URL(`/?code=${code}`, publicUrl).href }),
    ...(telegram === undefined ? {} : { telegram }),
    wechat: code,
  }
}

/** What the QR code of a card holds: the chat page, or Telegram, or only the code; and what to do with it. */
export function qrOf({ web, telegram, wechat }: CardLinks): { text: string; hint: string } {
  if (web !== undefined) return { text: web, hint: '微信扫码，或发送绑定码' }
  if (telegram !== undefined) return { text: telegram, hint: '扫码，或发送绑定码' }
  return { text: wechat, hint: '把绑定码发给退管助手' }
}
