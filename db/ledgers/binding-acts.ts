import { and, eq, ne } from 'drizzle-orm'
import { consentVersion } from '../../policy/consent.ts'
import {
  allRights,
  type BindingRole,
  noRights,
  type RightSet,
  rightSets,
} from '../../policy/proxy.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { insertion, wholeRows } from '../command.ts'
import { LedgerError } from '../errors.ts'
import { newId } from '../id.ts'
import { type ChannelAccount, speakFor } from '../messaging/channel-account.ts'
import type { Tx } from '../store.ts'
import {
  type Binding,
  type BindingEnd,
  type BindingProof,
  bindings,
  waitingBindings,
} from './binding.ts'
import { askForConsent, askStaff, tellAccount, tellEarlier } from './binding-notice.ts'
import { bindingById, currentBinding } from './find-binding.ts'
import type { Retiree } from './retiree.ts'

/** The binding is not in a state in which this can be done. */
export class BindingRefused extends LedgerError {
  readonly code = 'binding_refused'
}

/** Who wants to speak for whom, and what was shown for it. The words of `consentVersion` were agreed to just now. */
export interface NewBinding {
  readonly account: Pick<ChannelAccount, 'id' | 'idLife'>
  readonly person: Retiree
  readonly role: BindingRole
  /** What the owner of the account is to the person; empty for the person themself. */
  readonly relation: string
  /** `none`: nothing was proved, staff decide. */
  readonly proof: Exclude<BindingProof, 'staff'>
}

const insertBinding = insertion(bindings)
const wholeBinding = wholeRows(bindings)

function statusOf({ proof, role }: NewBinding) {
  if (proof === 'none') return 'unproven' as const
  return role === 'self' ? ('active' as const) : ('asked' as const)
}

/** Ends what stands between an account and a person, so that something new can begin. */
async function makeRoom(tx: Tx, wanted: NewBinding, actor: Actor, now: number) {
  const current = await currentBinding(tx, wanted.account.id, wanted.person.id)
  if (current === undefined) return undefined
  if (current.status === 'held')
    throw new BindingRefused('这个绑定正在核实，请等工作人员告诉您，或回 9 找工作人员。')
  const better = current.status === 'unproven' && wanted.proof !== 'none'
  const other = current.role !== wanted.role && wanted.proof !== 'none'
  if (!better && !other) return current
  await endBinding(tx, current, 'by_account', actor, now)
  return undefined
}

/**
 * 绑定: the person themself at once; somebody of the family when the person or the station agrees; whoever proved nothing when
 * staff decide so. What stands already is returned as it is. Earlier accounts of the person are told.
 * @throws {BindingRefused} while staff look into it.
 */
export async function bindAccount(
  tx: Tx,
  wanted: NewBinding,
  actor: Actor,
  now: number,
): Promise<Binding> {
  const { account, person, role, relation, proof } = wanted
  const current = await makeRoom(tx, wanted, actor, now)
  if (current !== undefined) return current
  const status = statusOf(wanted)
  const binding = wholeBinding({
    id: newId(now),
    accountId: account.id,
    retireeId: person.id,
    stationId: person.stationId,
    role,
    relation,
    status,
    ...(status === 'active' ? allRights : noRights),
    proof,
    idLife: account.idLife,
    consentVersion,
    consentAt: now,
    since: now,
    madeByKind: actor.kind,
    madeById: actor.id,
  })
  await insertBinding(tx, binding)
  const action = status === 'active' ? 'binding.make' : 'binding.ask'
  const detail = { person: person.id, account: account.id, role, proof }
  await audit(tx, actor, action, `bindings:${binding.id}`, now, detail)
  if (status === 'active') await begin(tx, binding, person, now)
  else if (status === 'unproven') await askStaff(tx, binding, now)
  else await askForConsent(tx, binding, person, now)
  return binding
}

/** The talk is about this person from now on, and their other accounts hear of it. */
async function begin(tx: Tx, binding: Binding, person: Retiree, now: number): Promise<void> {
  await speakFor(tx, binding.accountId, binding.retireeId)
  await tellEarlier(tx, binding, person, now)
}

/**
 * 解除: from now on the account speaks for this person no more; it is told where it was not its own doing. The row stays.
 * @throws {BindingRefused} when it is over already.
 */
export async function endBinding(
  tx: Tx,
  binding: Binding,
  why: BindingEnd,
  actor: Actor,
  now: number,
): Promise<void> {
  const set = {
    status: 'ended' as const,
    until: now,
    endReason: why,
    endedByKind: actor.kind,
    endedById: actor.id,
  }
  const open = and(eq(bindings.id, binding.id), ne(bindings.status, 'ended'))
  const rows = await tx.update(bindings).set(set).where(open).returning({ id: bindings.id })
  if (rows.length === 0) throw new BindingRefused('这个绑定已经解除。')
  await audit(tx, actor, 'binding.end', `bindings:${binding.id}`, now, { why })
  const known = why === 'by_account' || why === 'session_over'
  if (!known) await tellAccount(tx, { ...binding, status: 'ended', endReason: why }, now)
}

/** What was agreed to, by whom and when. */
const granted = (rights: RightSet, actor: Actor, now: number) => ({
  ...rightSets[rights],
  grantedByKind: actor.kind,
  grantedById: actor.id,
  grantedAt: now,
})

/** 同意家属代办, or a change of what was agreed to. @throws {BindingRefused} when it is no family's, is stopped or over. */
export async function grantBinding(
  tx: Tx,
  binding: Binding,
  rights: RightSet,
  actor: Actor,
  now: number,
): Promise<Binding> {
  const open = binding.status === 'asked' || binding.status === 'active'
  if (binding.role !== 'family' || !open) throw new BindingRefused('这个绑定现在不能这样办理。')
  const set = { status: 'active' as const, ...granted(rights, actor, now) }
  await tx.update(bindings).set(set).where(eq(bindings.id, binding.id))
  await audit(tx, actor, 'binding.grant', `bindings:${binding.id}`, now, { rights })
  const after = { ...binding, ...set }
  if (binding.status === 'asked') await speakFor(tx, binding.accountId, binding.retireeId)
  await tellAccount(tx, after, now)
  return after
}

/** 暂停: somebody says that this account is not theirs; staff find out. @throws {BindingRefused} when it does not hold. */
export async function holdBinding(tx: Tx, binding: Binding, actor: Actor, now: number) {
  if (binding.status !== 'active') throw new BindingRefused('这个绑定现在没有生效。')
  await tx.update(bindings).set({ status: 'held' }).where(eq(bindings.id, binding.id))
  await audit(tx, actor, 'binding.hold', `bindings:${binding.id}`, now)
  await askStaff(tx, { ...binding, status: 'held' }, now)
}

/**
 * 核实通过: staff know who it is, and that the person agrees. `rights`: what somebody of the family may do.
 * @throws {NotFound} @throws {BindingRefused} when there is nothing to decide, or no word on what the family may do.
 */
export async function acceptBinding(
  tx: Tx,
  bindingId: string,
  given: { readonly checked: string; readonly rights?: RightSet },
  actor: Actor,
  now: number,
): Promise<Binding> {
  const binding = await bindingById(tx, actor.scope, bindingId)
  if (!waitingBindings.includes(binding.status)) throw new BindingRefused('这个绑定已经有结果了。')
  const { checked, rights } = given
  const family = binding.role === 'family'
  if (family && rights === undefined) throw new BindingRefused('请选家属可以办的事。')
  const set = {
    status: 'active' as const,
    proof: binding.proof === 'none' ? ('staff' as const) : binding.proof,
    ...(family && rights !== undefined ? granted(rights, actor, now) : allRights),
  }
  await tx.update(bindings).set(set).where(eq(bindings.id, binding.id))
  const detail = { checked, ...(rights === undefined ? {} : { rights }) }
  await audit(tx, actor, 'binding.accept', `bindings:${binding.id}`, now, detail)
  const after = { ...binding, ...set }
  await speakFor(tx, binding.accountId, binding.retireeId)
  await tellAccount(tx, after, now)
  if (binding.status !== 'held') await tellEarlier(tx, after, undefined, now)
  return after
}

/** 解除 or 不同意 by staff; the account is told. @throws {NotFound} @throws {BindingRefused} when it is over already. */
export async function dropBinding(
  tx: Tx,
  bindingId: string,
  why: Extract<BindingEnd, 'by_staff' | 'refused'>,
  actor: Actor,
  now: number,
): Promise<void> {
  const binding = await bindingById(tx, actor.scope, bindingId)
  await endBinding(tx, binding, why, actor, now)
}
