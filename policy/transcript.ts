import { simplify } from './traditional.ts'
import { visibleText } from './visible-text.ts'

/** Longest transcript that is kept, characters: five minutes of speech have fewer. */
const longest = 2_000
/** Characters of what was understood that a reply repeats. */
const repeated = 24

/** What recognisers make of silence and noise: the thanks and credits under films that they were trained with. */
const inventions =
  /^(?:谢谢(?:观看|收看)|感谢(?:观看|收看)|(?:中文)?字幕.{0,20}|.*(?:明镜与点点|请不吝点赞).*|本期节目.*|[嗯啊呃哦\s,，。.、…]+|\[.*\]|\(.*\)|（.*）)[。！!.]?$/

/** What a speech endpoint wrote, as words a person might have typed: simplified, on one line, without the last full stop. Undefined: nothing was said. */
export function readTranscript(text: string): string | undefined {
  const line = simplify(visibleText(text.slice(0, longest)).replace(/\s+/g, ' '))
  const words = line.replace(/[。．.,，、!！\s]+$/u, '')
  return /[\p{L}\p{N}]/u.test(words) && !inventions.test(words) ? words : undefined
}

/** What a reply to a recording begins with, so that a mistake is noticed. */
export const heardWords = (transcript: string): string =>
  `听到的是：${transcript.length > repeated ? `${transcript.slice(0, repeated)}…` : transcript}`

/** Stands before words in a ledger that were spoken. */
export const spokenMark = '〔机器转写〕'
