import { and, eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { bindings } from '../../db/ledgers/binding.ts'
import { openPetitions } from '../../db/ledgers/find-petition.ts'
import { personalRequests } from '../../db/ledgers/personal-request.ts'
import { settleRequest } from '../../db/ledgers/personal-request-acts.ts'
import { answerPetition } from '../../db/ledgers/petition-acts.ts'
import { petitionHistory } from '../../db/ledgers/petition-event.ts'
import { countyScope } from '../../db/scope.ts'
import { option } from '../../handlers/say.ts'
import { bindRetiree } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { makeBinding, makeRetiree, system } from '../support.ts'

/** A son who looks after three elders of three stations with one account; his own parents' data differ. */
async function son() {
  const core = await startCore()
  const { retiree: mother, account } = await bindRetiree(core, { name: '张桂英', patch: '北街' })
  const kin = { role: 'family', relation: '儿子', grantedAt: core.clock.now } as const
  await core.store.tx((tx) => tx.update(bindings).set(kin))
  const others = [
    { name: '李长寿', sex: 'male', stationId: 'heijing' },
    { name: '王秀兰', sex: 'female', stationId: 'jinshan' },
  ] as const
  const elders = [mother]
  for (const values of others) {
    const elder = await makeRetiree(core.store, values)
    await makeBinding(core.store, account, elder, kin)
    elders.push(elder)
  }
  return { core, account, elders }
}

/** The talk turns to one of them. */
async function turn(core: Core, name: string) {
  await core.talk(option.whom.id, { content: { kind: 'choice' } })
  expect(await core.talk(name)).toContain(`下面说${name}的事`)
}

const press = (core: Core, id: string) => core.talk(id, { content: { kind: 'choice' } })
const namesOfAll = ['张桂英', '李长寿', '王秀兰']

/** Buttons that are about the account and not about one of those it speaks for. */
const ownMatters: readonly string[] = [option.whom.id, option.family.id, option.unbind.id]

describe.each(namesOfAll)('while the talk is about %s', (name) => {
  const others = namesOfAll.filter((one) => one !== name)

  test.each(
    Object.values(option).filter(({ id }) => !ownMatters.includes(id)),
  )('the button $label answers in that name and speaks of nobody else', async ({ id }) => {
    const { core } = await son()
    await turn(core, name)
    const said = await press(core, id)
    expect(said.startsWith(`${name}：`), said).toBe(true)
    for (const other of others) expect(said).not.toContain(other)
  })

  test.each([
    '投诉：路灯坏了',
    '住院了谁来看我',
    '满意',
    '谢谢',
    '重复',
    '帮助',
    '什么什么什么',
    '退订',
    '恢复',
    '9',
  ])('%s is answered in that name', async (words) => {
    const { core } = await son()
    await turn(core, name)
    expect(await core.talk(words)).toMatch(new RegExp(`^${name}：`))
  })

  test('what is done is theirs, and says who did it for them', async () => {
    const { core, account, elders } = await son()
    const person = elders.find((elder) => elder.name === name) ?? expect.fail('nobody')
    await turn(core, name)
    await core.talk('投诉：路灯坏了')
    await press(core, option.newCard.id)
    await core.talk('我的电话登记错了，新号码是13800138000')

    const { read } = core.store
    const [row] = await openPetitions(read, countyScope, 9)
    expect(row).toMatchObject({ retireeId: person.id, name, stationId: person.stationId })
    const [event] = await petitionHistory(read, row?.id ?? '')
    expect(event).toMatchObject({ actorId: account.id, note: '家属（儿子）代为反映' })
    const asked = await read.select().from(personalRequests)
    expect(asked.map(({ kind }) => kind).toSorted()).toEqual(['card', 'correction'])
    const mine = { retireeId: person.id, stationId: person.stationId, proxy: '儿子' }
    for (const one of asked) expect(one).toMatchObject({ ...mine, accountId: account.id })
    const entries = await read
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.actorKind, 'person'), eq(auditEntries.actorId, account.id)))
    const acts = entries.filter(({ action }) => /^(petition\.register|request\.make)$/.test(action))
    expect(acts).toHaveLength(3)
    for (const { detail } of acts) expect(detail).toContain(`"for":"${person.id}"`)
  })

  test('what staff answer later names them, whomever the talk is about by then', async () => {
    const { core } = await son()
    await turn(core, name)
    await core.talk('投诉：路灯坏了')
    await press(core, option.newCard.id)
    await turn(core, others[0] ?? '')
    const [row] = await openPetitions(core.store.read, countyScope, 9)
    const [asked] = await core.store.read.select().from(personalRequests)
    const done = { status: 'done', answer: '来站里拿' } as const
    await core.store.tx(async (tx) => {
      await answerPetition(tx, row?.id ?? '', '修好了', system, core.clock.now)
      await settleRequest(tx, asked?.id ?? '', done, system, core.clock.now)
    })
    const told = () => core.channel.to('1001').filter((text) => /修好了|来站里拿/.test(text))
    await vi.waitFor(() => expect(told()).toHaveLength(2), 5000)
    for (const text of told()) expect(text.startsWith(`${name}：`), text).toBe(true)
  })
})

test.each([
  '投诉：路灯坏了',
  '我的资料',
  '我的联系卡',
  '联系卡丢了',
  '办到哪了',
  '我的电话登记错了，新号码是13800138000',
])('%s, with nobody named: 为谁 is asked, nothing is done, and a digit goes on with it', async (words) => {
  const { core } = await son()
  expect(await core.talk(words)).toBe('为谁？请回数字。')
  expect(await core.store.read.$count(personalRequests)).toBe(0)
  expect(await openPetitions(core.store.read, countyScope, 9)).toEqual([])
  expect(await core.talk('3')).toMatch(/^王秀兰：/)
})

test.each([
  ['7', '为谁'],
  ['李', '为谁'],
  ['谁都行', '为谁'],
])('an answer to 为谁 that means nobody, %s, is asked once more; the second leads on', async (words, again) => {
  const { core } = await son()
  await core.talk('我的资料')
  expect(await core.talk(words)).toContain(again)
  const second = await core.talk(words)
  expect(second).not.toBe('')
  expect(await core.talk('0')).toContain('您好')
})
