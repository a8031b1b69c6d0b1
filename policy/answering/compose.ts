import { formatDay } from '../calendar.ts'
import type { Unit } from '../corpus.ts'
import { wayOn } from './way-on.ts'

/** The longest answer, in characters: what fits a telephone screen and every channel in one message. */
const longestAnswer = 600
/** With a second clause an answer stays below this. */
const longestWithSecond = 560

/** What is quoted of an article that only may be meant. */
const longestQuotation = 300

const moreHelp = '还想问细一点，请回复“人工”，找工作站或县退管中心工作人员。'
const help = (contact: string | undefined) =>
  contact === undefined ? moreHelp : `还想问细一点，找${contact}，或回复“人工”。`

function quotation(text: string, room: number): string {
  const plain = text.replace(/\s*\n\s*/g, '')
  return plain.length > room ? `${plain.slice(0, room - 1)}…` : plain
}

function basis({ citation, source }: Unit): string {
  const since = `（${formatDay(source.inForceFrom)}起施行）`
  if (!source.local) return `依据：${citation}${since}`
  return citation === '通知'
    ? `依据：${source.number}通知${since}`
    : `依据：《${source.title}》${citation}${since}`
}

/** What an answer from a clause is made of. */
export interface ClauseParts {
  /** A human word before all else, such as 请节哀。; often empty. */
  readonly sympathy: string
  readonly verdict: string
  readonly unit: Unit
  /** Quoted as well where it fits. */
  readonly second: Unit | undefined
  /** The asker's own station and its telephone, when known. */
  readonly contact: string | undefined
}

/** Verdict, then 依据, 原文 and whom to ask, at most `longestAnswer` characters; a second clause is quoted where it fits. */
export function clauseAnswer({ sympathy, verdict, unit, second, contact }: ClauseParts): string {
  const head = `${sympathy}${verdict}\n${basis(unit)}\n原文：“`
  const tail = `”\n${help(contact)}`
  const room = longestAnswer - head.length - tail.length
  const alone = head + quotation(unit.text, room) + tail
  if (second === undefined) return alone
  const quoted = quotation(second.text, longestAnswer)
  const both = `${head}${quotation(unit.text, room)}”\n另见${second.citation}：“${quoted}${tail}`
  return both.length <= longestWithSecond ? both : alone
}

/** Asks which of two things is meant; each with its verdict, so that nobody has to ask twice. */
export function choiceAnswer(choices: readonly { label: string; verdict: string; unit: Unit }[]) {
  const lines = choices.map(
    ({ label, verdict, unit }, at) => `${at + 1} ${label}：${verdict}（${unit.citation}）`,
  )
  return `您问的是哪一件？\n${lines.join('\n')}\n都不是，请回复“人工”找工作人员。`
}

/** Says that the notice does not settle it, and the way on; an article of another source may be pointed at. */
export function outsideAnswer(verdict: string, near: Unit | undefined): string {
  const said = verdict || '这件事本办法没有写，我不敢乱答。'
  if (near === undefined) return `${said}\n${wayOn}`
  const quoted = quotation(near.text, longestQuotation)
  return `${said}\n${near.citation}可能有关，请工作人员核实：“${quoted}”\n${wayOn}`
}

/** What is said when a message cannot be made out. */
export const unclearAnswer = `没看懂您的意思。您可以换个说法再问，比如“认证怎么办”。\n${wayOn}`

/** A short friendly word for small talk. */
export function smalltalkAnswer(text: string): string {
  if (/谢|辛苦|费心|麻烦/.test(text)) return '不客气，这是我们该做的。有事您随时问。'
  if (/再见|拜拜|晚安|下次/.test(text)) return '再见，您多保重。'
  if (/快乐|祝|吉祥|恭喜|健康|保重|愉快/.test(text)) return '谢谢您，也祝您健康长寿。'
  if (/好|早|在吗|在不在|喂|hello/.test(text)) return '您好，我是退管助手。您有什么事，直接说就行。'
  return '好的。您有什么事，直接说就行。'
}
