const htmlTags = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'code',
  'pre',
  'a',
  'span',
  'blockquote',
])

function htmlError(text: string): string | undefined {
  const open: string[] = []
  for (const [, slash, name = ''] of text.matchAll(/<(\/?)([^>]*)>?/g)) {
    const tag = name.split(/\s/)[0]?.toLowerCase() ?? ''
    if (!htmlTags.has(tag)) return `Unsupported start tag "${tag}"`
    if (slash === '') open.push(tag)
    else if (open.pop() !== tag) return 'Unmatched end tag'
  }
  return open.length === 0 ? undefined : "Can't find end tag"
}

function markdownError(text: string): string | undefined {
  const bare = text.replace(/\\[\s\S]/g, '')
  const reserved = /[#+\-=|{}.!>]/.exec(bare)
  if (reserved !== null) return `character '${reserved[0]}' is reserved and must be escaped`
  for (const mark of ['*', '_', '`', '~']) {
    if (bare.split(mark).length % 2 === 0) return "can't find end of the entity"
  }
  return undefined
}

/** Why the text is not valid in this parse mode, roughly as the real server sees it; undefined when it is. */
export function markupError(text: string, parseMode: unknown): string | undefined {
  if (parseMode === undefined || parseMode === '') return undefined
  const mode = String(parseMode).toLowerCase()
  if (mode === 'html') return htmlError(text)
  if (mode === 'markdown' || mode === 'markdownv2') return markdownError(text)
  return 'unsupported parse_mode'
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function buttonError(button: unknown): string | undefined {
  if (!isRecord(button) || typeof button['text'] !== 'string' || button['text'] === '') {
    return 'inline keyboard button text must be non-empty'
  }
  const data = button['callback_data']
  if (typeof data !== 'string') return 'Text buttons are unallowed in the inline keyboard'
  const bytes = Buffer.byteLength(data)
  return bytes >= 1 && bytes <= 64 ? undefined : 'BUTTON_DATA_INVALID'
}

/** Why this inline keyboard is refused; undefined when it is fine or absent. `callback_data` is 1 to 64 bytes. */
export function keyboardError(markup: unknown): string | undefined {
  if (markup === undefined) return undefined
  if (!isRecord(markup) || !Array.isArray(markup['inline_keyboard']))
    return "can't parse reply markup"
  for (const row of markup['inline_keyboard']) {
    if (!Array.isArray(row)) return "can't parse inline keyboard"
    for (const button of row) {
      const error = buttonError(button)
      if (error !== undefined) return error
    }
  }
  return undefined
}
