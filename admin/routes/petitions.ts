import { z } from 'zod'
import { namesOf } from '../../db/ledger-names.ts'
import { petitionById } from '../../db/ledgers/find-petition.ts'
import type { Petition } from '../../db/ledgers/petition.ts'
import {
  acceptPetition,
  answerPetition,
  closePetition,
  extendPetition,
  reopenPetition,
  transferPetition,
} from '../../db/ledgers/petition-acts.ts'
import { petitionHistory } from '../../db/ledgers/petition-event.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { attachmentsOfPetition } from '../../db/messaging/attachment.ts'
import { transcriptsOf } from '../../db/messaging/preparation.ts'
import { noteLook } from '../../db/privacy/look.ts'
import { petitionKindLabels, petitionSourceLabels } from '../../policy/petition.ts'
import { caseRoles } from '../../policy/role.ts'
import { type Asker, act, create, type Extension, nothing } from '../act.ts'
import { sendAttachment } from '../attachment.ts'
import { ApiError } from '../errors.ts'
import { choice, maybeStationId, maybeWords, phone, rowId, stationId, words } from '../input.ts'
import type { AdminOptions, Routes } from '../types.ts'

const contentMost = 5000
const answerMost = 2000
const reasonMost = 500

/** What an act answers: the state without the words of people. */
const stateOf = (row: Petition) => ({
  id: row.id,
  serialNo: row.serialNo,
  kind: row.kind,
  source: row.source,
  status: row.status,
  stationId: row.stationId,
  receivedAt: row.receivedAt,
  acceptedAt: row.acceptedAt,
  dueAt: row.dueAt,
  extensionAskedAt: row.extensionAskedAt,
  extendedAt: row.extendedAt,
  answeredAt: row.answeredAt,
  closedAt: row.closedAt,
})

const register = create({
  label: '登记来信来访',
  roles: caseRoles,
  body: z.object({
    source: choice('来源', petitionSourceLabels),
    kind: choice('类别', petitionKindLabels),
    content: words('反映内容', contentMost, { kind: 'longText' }),
    name: words('姓名', 50),
    phone: phone('联系电话'),
    community: maybeWords('所在社区（乡镇）', 50),
    stationId: maybeStationId('承办单位'),
  }),
  async run({ tx, actor, member, now }, body) {
    const station = body.stationId ?? member.staff.stationId
    if (station === null) throw new ApiError(400, 'invalid', '请选择承办单位。')
    const tel = body.phone === '' ? undefined : body.phone
    const petition = { ...body, phone: tel, stationId: station }
    return stateOf(await registerPetition(tx, petition, actor, now))
  },
})

const reason = z.object({ reason: words('理由', reasonMost, { kind: 'longText' }) })

const acts = [
  act({
    verb: 'accept',
    label: '受理',
    roles: caseRoles,
    when: ['registered'],
    body: nothing,
    run: async ({ tx, id, actor, now }) => stateOf(await acceptPetition(tx, id, actor, now)),
  }),
  act({
    verb: 'answer',
    label: '答复',
    roles: caseRoles,
    when: ['registered', 'accepted'],
    body: z.object({ answer: words('答复', answerMost, { kind: 'longText' }) }),
    run: async ({ tx, id, actor, now }, { answer }) =>
      stateOf(await answerPetition(tx, id, answer, actor, now)),
  }),
  act({
    verb: 'transfer',
    label: '转办',
    roles: caseRoles,
    when: ['registered', 'accepted'],
    body: z.object({ stationId: stationId('转往单位'), ...reason.shape }),
    run: async ({ tx, id, actor, now }, to) =>
      stateOf(await transferPetition(tx, id, to, actor, now)),
  }),
  act({
    verb: 'extend',
    label: '延期',
    roles: caseRoles,
    when: ['accepted'],
    body: reason,
    fits: ({ extendedAt, extensionAskedAt, dueAt }, { member, now }) =>
      extendedAt === null &&
      Number(dueAt) >= now &&
      (member.actor.center || extensionAskedAt === null),
    run: async ({ tx, id, actor, now }, body) =>
      stateOf(await extendPetition(tx, id, body.reason, actor, now)),
  }),
  act({
    verb: 'close',
    label: '办结',
    roles: caseRoles,
    when: ['answered'],
    body: nothing,
    run: async ({ tx, id, actor, now }) => stateOf(await closePetition(tx, id, actor, now)),
  }),
  act({
    verb: 'reopen',
    label: '重新办理',
    roles: caseRoles,
    when: ['answered', 'closed'],
    body: reason,
    run: async ({ tx, id, actor, now }, body) =>
      stateOf(await reopenPetition(tx, id, body.reason, actor, now)),
  }),
]

/** The course of events with the names of who acted, and the files that came with it. */
async function detail({ store }: AdminOptions, petitionId: string, { member, now }: Asker) {
  await noteLook(store, member.actor, 'petition.view', `petitions:${petitionId}`, now)
  const history = await petitionHistory(store.read, petitionId)
  const staffIds = history.filter((event) => event.actorKind === 'staff').map((e) => e.actorId)
  const names = await namesOf(store.read, 'staff', staffIds)
  const events = history.map(({ id, at, type, label, note, actorKind, actorId }) => {
    const other = actorKind === 'person' ? '群众' : '系统'
    return { id, at, type, label, note, actorName: names.get(actorId) ?? other }
  })
  const files = await attachmentsOfPetition(store.read, petitionId)
  const recordings = files.filter(({ kind }) => kind === 'voice')
  const said = await transcriptsOf(
    store.read,
    recordings.map(({ inboxId }) => inboxId),
  )
  const attachments = files.map(({ id, inboxId, kind, status, mediaType, bytes, createdAt }) => ({
    id,
    kind,
    status,
    mediaType,
    bytes,
    createdAt,
    transcript: kind === 'voice' ? (said.get(inboxId) ?? null) : null,
  }))
  return { events, attachments }
}

const routes: Routes = (api, options) => {
  const schema = {
    summary: '查看附件',
    tags: ['petitions'],
    params: z.object({ id: rowId, attachmentId: rowId }),
  }
  const route = { schema, config: { roles: caseRoles } }
  api.get('/petitions/:id/attachments/:attachmentId', route, async (request, reply) => {
    const { id, attachmentId } = request.params
    const scope = request.signedIn?.actor.scope ?? { all: false, stationIds: [] }
    const petition = await petitionById(options.store.read, scope, id)
    const files = await attachmentsOfPetition(options.store.read, petition.id)
    return sendAttachment(
      reply,
      { folder: options.config.attachmentsFolder, vault: options.store.vault },
      files.find((file) => file.id === attachmentId),
      `${petition.serialNo}附件`,
    )
  })
}

/** 来信来访: registering walk-ins, letters and calls, and everything done with a petition. */
export const petitionExtension: Extension = { create: register, acts, detail, routes }
