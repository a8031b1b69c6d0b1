import { z } from 'zod'
import { seesPeople } from '../../db/ledger-fields.ts'
import { namesOf } from '../../db/ledger-names.ts'
import {
  askedExtensions,
  failedMessages,
  pressingPetitions,
  uncertainMessages,
} from '../../db/ledgers/today.ts'
import { lastGaps } from '../../db/messaging/channel-gap.ts'
import { inboxBacklog } from '../../db/messaging/inbox.ts'
import { lastRuns } from '../../db/messaging/job-run.ts'
import { channelLabels } from '../../db/messaging/message.ts'
import { outboxBacklog } from '../../db/messaging/outbox.ts'
import type { Db } from '../../db/store.ts'
import { chinaDate } from '../../policy/calendar.ts'
import { type Role, roles } from '../../policy/role.ts'
import { memberOf } from '../auth.ts'
import type { AdminOptions, Routes, SignedIn } from '../types.ts'

const shownGaps = 10
const shownRuns = 100
const withoutAuditor: readonly Role[] = roles.filter((role) => role !== 'auditor')
const operators: readonly Role[] = ['center_clerk', 'center_supervisor', 'sysadmin']
const anything = { 200: z.looseObject({}) }

type Located = { readonly stationId: string }

async function withStations<T extends Located>(db: Db, rows: readonly T[]) {
  const names = await namesOf(db, 'stations', [])
  return rows.map((row) => ({ ...row, stationName: names.get(row.stationId) ?? '' }))
}

async function today({ store, now }: AdminOptions, { staff, actor }: SignedIn) {
  const db = store.read
  const failed = operators.includes(staff.role) ? await failedMessages(db) : null
  const day = { date: chinaDate(now()), failedMessages: failed }
  if (!seesPeople(staff)) return day
  const { items, ...counts } = await pressingPetitions(db, actor.scope, now())
  return {
    ...day,
    petitions: { ...counts, items: await withStations(db, items) },
    extensions: actor.center
      ? await withStations(db, await askedExtensions(db, actor.scope))
      : null,
    uncertainMessages: await uncertainMessages(db, actor.scope),
  }
}

async function channels({ store, readiness }: AdminOptions) {
  const state = await readiness()
  const [inbound, outbound] = [await inboxBacklog(store.read), await outboxBacklog(store.read)]
  const items = []
  for (const channel of state.channels) {
    const same = (row: { readonly channel: string }) => row.channel === channel.channel
    items.push({
      ...channel,
      label: channelLabels[channel.channel],
      waitingIn: inbound.find(same)?.waiting ?? 0,
      waitingOut: outbound.find(same)?.waiting ?? 0,
      gaps: await lastGaps(store.read, channel.channel, shownGaps),
    })
  }
  return { ok: state.ok, checks: state.checks, items }
}

/** What a person needs to see first: the day's work, the channels, and what ran by itself. */
export const overviewRoutes: Routes = (api, options) => {
  const tags = ['overview']
  const day = { summary: '今日待办', tags, response: anything }
  api.get('/today', { schema: day, config: { roles: withoutAuditor } }, (request) =>
    today(options, memberOf(request)),
  )
  const health = { summary: '消息渠道', tags, response: anything }
  api.get('/channels', { schema: health, config: { roles: withoutAuditor } }, () =>
    channels(options),
  )
  const runs = { summary: '定时任务记录', tags, response: anything }
  api.get('/job-runs', { schema: runs, config: { roles: operators } }, async () => ({
    items: await lastRuns(options.store.read, shownRuns),
    nextCursor: null,
  }))
}
