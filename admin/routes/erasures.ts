import { namesOf } from '../../db/ledger-names.ts'
import type { LedgerRow } from '../../db/ledger-row.ts'
import type { Erasure } from '../../db/ledgers/erasure.ts'
import { findRetiree } from '../../db/ledgers/retiree.ts'
import { decideErasure, erasureSubject } from '../../db/privacy/erasure-acts.ts'
import { type Asker, act, type Extension, nothing } from '../act.ts'
import type { AdminOptions } from '../types.ts'

const stateOf = ({ id, status, decidedAt }: Erasure) => ({ id, status, decidedAt })

/** Never by whoever asked. */
const byAnother = ({ askedBy }: LedgerRow, { member }: Asker) => askedBy !== member.staff.id

const decision = (verb: 'approve' | 'refuse', label: string, to: 'approved' | 'refused') =>
  act({
    verb,
    label,
    roles: ['center_supervisor'],
    when: ['asked'],
    body: nothing,
    fits: byAnother,
    run: async ({ tx, id, actor, now }) => stateOf(await decideErasure(tx, id, to, actor, now)),
  })

/** Whom a request is about: the name until it is erased. */
async function detail({ store }: AdminOptions, erasureId: string) {
  const retireeId = await erasureSubject(store.read, erasureId)
  const person = retireeId && (await findRetiree(store.read, retireeId))
  if (!person) return {}
  const stations = await namesOf(store.read, 'stations', [person.stationId])
  return {
    about: [
      { label: '姓名', value: person.name },
      { label: '现管理单位', value: stations.get(person.stationId) ?? '' },
    ],
  }
}

/** 个人信息删除登记: decided by the center, by another person than whoever asked. */
export const erasureExtension: Extension = {
  acts: [decision('approve', '批准删除', 'approved'), decision('refuse', '不予删除', 'refused')],
  detail,
}
