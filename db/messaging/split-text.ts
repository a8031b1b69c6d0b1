import type { ChannelName, OutgoingContent } from './message.ts'

/** Longest text of one message, UTF-16 units. Telegram: Bot API; WeChat: no verified limit, kept short; web chat: ours. */
export const maxChars: Readonly<Record<ChannelName, number>> = {
  webchat: 2000,
  telegram: 4096,
  wechat: 600,
}

/** Channels that show options as buttons; the others get them as numbered lines. */
const hasButtons: Readonly<Record<ChannelName, boolean>> = {
  webchat: true,
  telegram: true,
  wechat: false,
}

function cutAt(text: string, limit: number): number {
  const window = text.slice(0, limit)
  const line = window.lastIndexOf('\n')
  const sentence = window.lastIndexOf('。') + 1
  const soft = Math.max(line, sentence)
  if (soft > limit / 2) return soft
  const high = text.charCodeAt(limit - 1)
  return high >= 0xd800 && high <= 0xdbff ? limit - 1 : limit
}

/**
 * Fits a message to its channel: options become numbered lines where there are no buttons, and a text that is too long
 * becomes several, cut at a line or a sentence where possible and never inside a character. Options go under the last part.
 */
export function splitText(channel: ChannelName, content: OutgoingContent): OutgoingContent[] {
  const { options = [] } = content
  const buttons = hasButtons[channel] && options.length > 0
  const lines = buttons ? [] : options.map(({ label }, index) => `${index + 1}. ${label}`)
  let rest = [content.text.toWellFormed(), ...lines].join('\n').trim() || '…'
  const parts: OutgoingContent[] = []
  while (rest.length > maxChars[channel]) {
    const at = cutAt(rest, maxChars[channel])
    parts.push({ text: rest.slice(0, at).trimEnd() })
    rest = rest.slice(at).trimStart()
  }
  parts.push(buttons ? { text: rest, options } : { text: rest })
  return parts.filter(({ text }) => text.length > 0)
}
