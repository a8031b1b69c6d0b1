import { z } from 'zod'
import { namesOf } from '../../db/ledger-names.ts'
import { bindingStatusLabels } from '../../db/ledgers/binding.ts'
import { activeCardOfRetiree } from '../../db/ledgers/contact-card.ts'
import { addFamilyMember, familyOf, removeFamilyMember } from '../../db/ledgers/family-member.ts'
import { bindingsOf } from '../../db/ledgers/find-binding.ts'
import { checkRetiree, type Finding } from '../../db/ledgers/handover.ts'
import { checklistsOf, markIntake, markMeeting } from '../../db/ledgers/intake.ts'
import { requestsOf } from '../../db/ledgers/personal-request-acts.ts'
import { filePlaceLabels } from '../../db/ledgers/personnel-file.ts'
import { fileOfRetiree, placeFile } from '../../db/ledgers/personnel-file-acts.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { findRetiree, type Retiree } from '../../db/ledgers/retiree.ts'
import { changesOf, unitsOf } from '../../db/ledgers/retiree-course.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { channelLabels } from '../../db/messaging/message.ts'
import { askErasure } from '../../db/privacy/erasure-acts.ts'
import { noteLook } from '../../db/privacy/look.ts'
import type { Db } from '../../db/store.ts'
import { chinaDate } from '../../policy/calendar.ts'
import { erasureGroundLabels } from '../../policy/privacy.ts'
import { bindingRoles, rightsInWords } from '../../policy/proxy.ts'
import {
  categoryLabels,
  differenceLabels,
  hardshipLabels,
  intakeSteps,
  type MeetingStep,
  meetingSteps,
  personTypeLabels,
  sexLabels,
} from '../../policy/retiree.ts'
import { caseRoles, centerRoles } from '../../policy/role.ts'
import { type Asker, act, create, type Extension } from '../act.ts'
import { memberOf } from '../auth.ts'
import { contactCardAct } from '../cards/card-act.ts'
import { ApiError } from '../errors.ts'
import {
  choice,
  day,
  maybeChoice,
  maybeDay,
  maybeFen,
  maybeStationId,
  maybeWords,
  phone,
  rowId,
  stationId,
  words,
} from '../input.ts'
import { exportRoute, revealRoute } from '../privacy-acts.ts'
import type { AdminOptions, Routes } from '../types.ts'

const pensionMost = 100_000_00

const facts = {
  phone: phone('联系电话'),
  residence: maybeWords('居住地', 100),
  patch: maybeWords('片区', 30),
  enterprise: maybeWords('原工作单位', 60),
  personType: maybeChoice('人员类型', personTypeLabels),
  category: maybeChoice('类别', categoryLabels),
  workStartedOn: maybeDay('参加工作时间'),
  retiredOn: maybeDay('退休时间'),
  monthlyPensionFen: maybeFen('养老金标准', pensionMost),
  hardship: maybeChoice('特困', hardshipLabels),
}

const stateOf = ({
  id,
  name,
  stationId: unit,
  category,
  status,
  checkResult,
  meeting,
}: Retiree) => ({
  id,
  name,
  stationId: unit,
  category,
  status,
  checkResult,
  meeting,
})

const register = create({
  label: '登记人员',
  roles: caseRoles,
  body: z.object({
    name: words('姓名', 60),
    idNumber: words('身份证号码', 40),
    stationId: maybeStationId('管理单位'),
    ...facts,
    bornOn: maybeDay('出生年月'),
    sex: maybeChoice('性别', sexLabels),
    alike: maybeChoice('同名同生日', { other_person: '不是同一人' }),
  }),
  async run({ tx, actor, member, now }, body) {
    const unit = body.stationId ?? member.staff.stationId ?? undefined
    const bornOn = body.bornOn === '' ? undefined : body.bornOn
    return stateOf(await registerRetiree(tx, { ...body, bornOn, stationId: unit }, actor, now))
  },
})

/** A value as it was shown, hidden in part, means: leave it as it is. */
const shownOnly = (text: string | undefined) =>
  text !== undefined && /\*|…$/.test(text) ? undefined : text

const update = act({
  verb: 'update',
  label: '修改资料',
  roles: caseRoles,
  body: z.object({
    name: maybeWords('姓名', 60),
    idNumber: maybeWords('身份证号码', 40),
    ...facts,
    phone: maybeWords('联系电话', 30),
  }),
  async run({ tx, id, actor, now }, body) {
    const { idNumber, phone: tel, residence, ...rest } = body
    const open = { idNumber: shownOnly(idNumber) || undefined, phone: shownOnly(tel) }
    const change = { ...rest, ...open, residence: shownOnly(residence) }
    return stateOf(await updateRetiree(tx, id, change, actor, now))
  },
})

function findingOf(body: {
  result: string
  kind?: keyof typeof differenceLabels | undefined
  note?: string | undefined
}): Finding {
  if (body.result === 'matches') return { result: 'matches' }
  if (body.kind === undefined) throw new ApiError(400, 'invalid', '请选择不符的情况。')
  return { result: 'differs', kind: body.kind, note: body.note ?? '' }
}

const acts = [
  act({
    verb: 'check',
    label: '核对',
    roles: caseRoles,
    body: z.object({
      result: choice('核对结果', { matches: '相符', differs: '不符' }),
      kind: maybeChoice('不符情况', differenceLabels),
      note: maybeWords('说明', 500, 'longText'),
    }),
    run: async ({ tx, id, actor, now }, body) =>
      stateOf(await checkRetiree(tx, id, findingOf(body), actor, now)),
  }),
  act({
    verb: 'meeting',
    label: '见面签协议',
    roles: caseRoles,
    body: z.object({
      step: choice('办理事项', { all: '全部办完', ...meetingSteps }),
      doneOn: day('办理日期'),
    }),
    async run({ tx, id, actor, now }, { step, doneOn }) {
      // Cast: the keys of a record are its literal type.
      const steps = step === 'all' ? (Object.keys(meetingSteps) as MeetingStep[]) : [step]
      return stateOf(await markMeeting(tx, id, steps, doneOn, actor, now))
    },
  }),
  act({
    verb: 'intake',
    label: '接收手续',
    roles: caseRoles,
    body: z.object({ step: choice('手续', intakeSteps), doneOn: day('办理日期') }),
    run: async ({ tx, id, actor, now }, { step, doneOn }) =>
      stateOf(await markIntake(tx, id, step, doneOn, actor, now)),
  }),
  act({
    verb: 'add-family',
    label: '登记家属',
    roles: caseRoles,
    body: z.object({
      name: words('姓名', 60),
      relation: words('与本人关系', 20),
      phone: phone('联系电话'),
      part: choice('身份', { contact: '联系人', member: '家庭成员' }),
    }),
    async run({ tx, id, actor, now }, body) {
      const { id: memberId } = await addFamilyMember(tx, id, body, actor, now)
      return { id, memberId }
    },
  }),
  act({
    verb: 'place-file',
    label: '档案存放',
    roles: caseRoles,
    body: z.object({
      place: choice('存放地点', filePlaceLabels),
      shelf: maybeWords('柜盒位置', 40),
      fileNo: maybeWords('档案号', 40),
    }),
    async run({ tx, id, actor, now }, body) {
      const { id: fileId } = await placeFile(tx, id, body, actor, now)
      return { id, fileId }
    },
  }),
  contactCardAct,
  act({
    verb: 'transfer',
    label: '调整管理单位',
    roles: centerRoles,
    body: z.object({ stationId: stationId('调往单位'), reason: words('原因', 200) }),
    async run({ tx, id, actor, now }, to) {
      return { id, moved: await transferRetirees(tx, { ids: [id] }, to, actor, now) }
    },
  }),
  act({
    verb: 'ask-erasure',
    label: '申请删除资料',
    roles: ['station_head', 'center_supervisor'],
    body: z.object({
      ground: choice('依据', erasureGroundLabels),
      reason: words('说明', 500, { kind: 'longText' }),
    }),
    async run({ tx, id, actor, now }, body) {
      const { id: erasureId } = await askErasure(tx, id, body, actor, now)
      return { id, erasureId }
    },
  }),
]

/** 聊天账号 of a person and the family who act for them. */
async function accountsOf(db: Db, retireeId: string) {
  const rows = await bindingsOf(db, retireeId)
  return rows.map(({ binding, channel }) => ({
    id: binding.id,
    who: binding.role === 'self' ? bindingRoles.self : `家属（${binding.relation}）`,
    channel: channelLabels[channel],
    status: binding.status,
    statusLabel: bindingStatusLabels[binding.status],
    rights: binding.role === 'self' ? '' : rightsInWords(binding),
    since: binding.since,
    until: binding.until,
  }))
}

/** What is told of a person besides the fields: family, personnel file, card, accounts, checklists, managing units, changes. */
async function detail({ store }: AdminOptions, retireeId: string, { member, now }: Asker) {
  await noteLook(store, member.actor, 'retiree.view', `retirees:${retireeId}`, now)
  const db = store.read
  const person = await findRetiree(db, retireeId)
  if (person === undefined) return {}
  const firm = person.enterpriseId ?? ''
  return {
    enterprise: (await namesOf(db, 'enterprises', [firm])).get(firm) ?? '',
    family: await familyOf(db, retireeId),
    file: await fileOfRetiree(db, retireeId, chinaDate(now)),
    card: (await activeCardOfRetiree(db, retireeId)) ?? null,
    accounts: await accountsOf(db, retireeId),
    requests: await requestsOf(db, retireeId),
    ...(await checklistsOf(db, retireeId)),
    units: await unitsOf(db, retireeId),
    changes: await changesOf(db, retireeId),
  }
}

const routes: Routes = (api, options) => {
  const { store, now } = options
  revealRoute(api, options)
  exportRoute(api, options)
  const schema = {
    summary: '去掉一位家属',
    tags: ['retirees'],
    params: z.object({ id: rowId, memberId: rowId }),
    response: { 204: z.null().describe('已去掉') },
  }
  const route = { schema, config: { roles: caseRoles } }
  api.delete('/retirees/:id/family-members/:memberId', route, async (request, reply) => {
    const { id, memberId } = request.params
    const { actor } = memberOf(request)
    await store.tx((tx) => removeFamilyMember(tx, id, memberId, actor, now()))
    return reply.code(204).send(null)
  })
}

/** 基本信息台账: registering people, changing what is known of them, and everything done with one of them. */
export const retireeExtension: Extension = { create: register, update, acts, detail, routes }
