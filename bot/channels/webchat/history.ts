import { heardFrom, saidSince, saidTo, type TalkPoint } from '../../../db/messaging/talk.ts'
import type { Db } from '../../../db/store.ts'
import { type Bubble, ownBubble, toldBubble } from './bubble.ts'

const pageSize = 30
/** Further back than the page, to name an option that was chosen on it. */
const labelReach = 10

/** The account of ours that people write to. */
export const webAccount = 'web'

const talker = (peerId: string) => ({ channel: 'webchat', account: webAccount, peerId }) as const

const order = (a: TalkPoint, b: TalkPoint) => a.at - b.at || (a.id < b.id ? -1 : 1)

/** A point in writing: the id of an event, and what `before` and `after` take. */
export const pointText = ({ at, id }: TalkPoint): string => `${at}.${id}`

/** Reads `pointText`; undefined when it is none. */
export function readPoint(text: string | undefined): TalkPoint | undefined {
  const [, at, id] = /^(\d{1,15})\.(\w{26})$/.exec(text ?? '') ?? []
  return at === undefined || id === undefined ? undefined : { at: Number(at), id }
}

/**
 * A page of a visitor's talk, oldest first. `older`: where the page before it ends; absent at the very beginning.
 * `fresh`: nothing was ever said, not even what is not shown.
 */
export interface HistoryPage {
  readonly items: readonly Bubble[]
  readonly older?: string
  readonly fresh: boolean
}

/** The last page of what was said and told, or the one before a point. */
export async function historyPage(
  db: Db,
  peerId: string,
  now: number,
  before?: TalkPoint,
): Promise<HistoryPage> {
  const who = talker(peerId)
  const heard = await heardFrom(db, who, pageSize, before)
  const said = await saidTo(db, who, now, pageSize + labelReach, before)
  const told = said.map((row) => toldBubble(db, row)).reverse()
  const labels = new Map(told.flatMap(({ options = [] }) => options.map((o) => [o.id, o.label])))
  const page = [...heard, ...said].sort(order).slice(-pageSize)
  const own = new Map(heard.map((row) => [row.id, ownBubble(db, row, labels)]))
  const bot = new Map(told.map((bubble) => [bubble.id, bubble]))
  const items = page.flatMap(({ id }) => own.get(id) ?? bot.get(id) ?? [])
  const [oldest] = page
  if (oldest === undefined) return { items, fresh: before === undefined }
  if (page.length < pageSize) return { items, fresh: false }
  return { items, fresh: false, older: pointText(oldest) }
}

const tailSize = 100

/** Everything a visitor was told since an instant, oldest first, read a hundred at a time. */
export async function toldSince(
  db: Db,
  peerId: string,
  now: number,
  since: number,
): Promise<Bubble[]> {
  const told: Bubble[] = []
  let after: TalkPoint = { at: since, id: '' }
  for (;;) {
    const rows = await saidSince(db, talker(peerId), now, after, tailSize)
    told.push(...rows.map((row) => toldBubble(db, row)))
    const last = rows.at(-1)
    if (rows.length < tailSize || last === undefined) return told
    after = last
  }
}
