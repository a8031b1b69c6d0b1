const control = /(?![\n\t])(?:\p{Cc}|\p{Cf}|\p{Cs})/gu

/** Words as a person sees them: without control, zero-width, direction and broken characters, trimmed. Everything else stays as said. */
export const visibleText = (text: string): string => text.replace(control, '').trim()
