import { z } from 'zod'
import type { Binding } from '../../db/ledgers/binding.ts'
import { acceptBinding, dropBinding, grantBinding } from '../../db/ledgers/binding-acts.ts'
import { bindingById } from '../../db/ledgers/find-binding.ts'
import { rightSetLabels } from '../../policy/proxy.ts'
import { caseRoles } from '../../policy/role.ts'
import { act, type Extension, nothing } from '../act.ts'
import { choice } from '../input.ts'

const stateOf = ({ id, status, reminders, reports, progress, amounts }: Binding) => ({
  id,
  status,
  reminders,
  reports,
  progress,
  amounts,
})

const end = act({
  verb: 'end',
  label: '解除绑定',
  roles: caseRoles,
  when: ['active'],
  body: nothing,
  async run({ tx, id, actor, now }) {
    await dropBinding(tx, id, 'by_staff', actor, now)
    return { id, status: 'ended' }
  },
})

const grant = act({
  verb: 'grant',
  label: '家属可以办的事',
  roles: caseRoles,
  when: ['active', 'asked'],
  body: z.object({ rights: choice('家属可以', rightSetLabels) }),
  fits: ({ role }) => role === 'family',
  async run({ tx, id, actor, now }, { rights }) {
    const binding = await bindingById(tx, actor.scope, id)
    return stateOf(await grantBinding(tx, binding, rights, actor, now))
  },
})

/** 聊天账号绑定: ended, or what the family may do changed. */
export const bindingExtension: Extension = { acts: [end, grant] }

const checked = choice('怎么核实的', { met: '当面核实', phone: '电话核实', visited: '上门核实' })

const accept = act({
  verb: 'accept',
  label: '核实通过',
  roles: caseRoles,
  body: z.object({ checked }),
  fits: ({ role }) => role === 'self',
  run: async ({ tx, id, actor, now }, body) =>
    stateOf(await acceptBinding(tx, id, body, actor, now)),
})

const agree = act({
  verb: 'agree',
  label: '同意家属代办',
  roles: caseRoles,
  body: z.object({ checked, rights: choice('家属可以', rightSetLabels) }),
  fits: ({ role }) => role === 'family',
  run: async ({ tx, id, actor, now }, body) =>
    stateOf(await acceptBinding(tx, id, body, actor, now)),
})

const refuse = act({
  verb: 'refuse',
  label: '不同意绑定',
  roles: caseRoles,
  body: nothing,
  async run({ tx, id, actor, now }) {
    await dropBinding(tx, id, 'refused', actor, now)
    return { id, status: 'ended' }
  },
})

/** 账号绑定待办: staff decide who could not prove it, what the family may do, and whose account it is after all. */
export const bindingRequestExtension: Extension = { acts: [accept, agree, refuse] }
