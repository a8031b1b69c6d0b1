import { describe, expect, test } from 'vitest'
import type { Actor } from '../../../db/actor.ts'
import { auditEntries } from '../../../db/audit.ts'
import { LedgerError, NotFound } from '../../../db/errors.ts'
import { petitionById, petitionWords } from '../../../db/ledgers/find-petition.ts'
import { type PetitionStatus, petitionStatuses } from '../../../db/ledgers/petition.ts'
import { transferPetition } from '../../../db/ledgers/petition-acts.ts'
import { petitionHistory } from '../../../db/ledgers/petition-event.ts'
import { countyScope } from '../../../db/scope.ts'
import type { Store } from '../../../db/store.ts'
import { actorOf, china, makeAccount, makeStaff, monday, system, testStore } from '../../support.ts'
import { allRows } from '../messaging/outbox.ts'
import { type ActName, act, actNames, petitionIn, register, staffAt, wordsTo } from './petitions.ts'

const day = 86_400_000
const find = (store: Store, id: string) => petitionById(store.read, countyScope, id)

/** Where an act leads from each status; a code is the refusal. */
const table: Readonly<Record<ActName, Readonly<Record<PetitionStatus, string>>>> = {
  accept: {
    registered: 'accepted',
    accepted: 'petition_state',
    answered: 'petition_state',
    closed: 'petition_state',
  },
  answer: {
    registered: 'answered',
    accepted: 'answered',
    answered: 'petition_not_open',
    closed: 'petition_not_open',
  },
  transfer: {
    registered: 'registered',
    accepted: 'accepted',
    answered: 'petition_state',
    closed: 'petition_state',
  },
  extend: {
    registered: 'petition_extension_refused',
    accepted: 'accepted',
    answered: 'petition_extension_refused',
    closed: 'petition_extension_refused',
  },
  rate: {
    registered: 'petition_state',
    accepted: 'petition_state',
    answered: 'answered',
    closed: 'closed',
  },
  close: {
    registered: 'petition_state',
    accepted: 'petition_state',
    answered: 'closed',
    closed: 'petition_state',
  },
  reopen: {
    registered: 'petition_state',
    accepted: 'petition_state',
    answered: 'accepted',
    closed: 'accepted',
  },
  add: { registered: 'registered', accepted: 'accepted', answered: 'answered', closed: 'closed' },
}

const everyPair = actNames.flatMap((name) =>
  petitionStatuses.map((status) => [name, status, table[name][status]] as const),
)

describe('every act in every state', () => {
  test.each(everyPair)('%s when %s: %s', async (name, status, leads) => {
    const store = await testStore()
    const { id } = await petitionIn(store, status)
    const before = await find(store, id)
    const history = await petitionHistory(store.read, id)
    const audited = await store.read.$count(auditEntries)
    const refusal = await act(store, name, id, monday + 1).then(
      () => undefined,
      (error: unknown) => error,
    )
    const after = await find(store, id)
    if (refusal === undefined) {
      expect(after.status).toBe(leads)
      expect(await petitionHistory(store.read, id)).toHaveLength(history.length + 1)
      expect(await store.read.$count(auditEntries)).toBe(audited + 1)
      return
    }
    expect(refusal).toBeInstanceOf(LedgerError)
    expect(refusal).toMatchObject({ code: leads, message: expect.stringContaining('GT20260001') })
    expect(after).toEqual(before)
    expect(await petitionHistory(store.read, id)).toEqual(history)
    expect(await store.read.$count(auditEntries)).toBe(audited)
  })

  test.each(
    everyPair,
  )('%s when %s: a foreign station finds no such petition', async (name, status) => {
    const store = await testStore()
    const { id } = await petitionIn(store, status)
    const before = await find(store, id)
    const foreign: Actor[] = [
      await staffAt(store, 'bicheng'),
      { ...(await staffAt(store, 'bicheng')), scope: { all: false, stationIds: [] } },
    ]
    for (const actor of foreign) {
      await expect(act(store, name, id, monday, actor)).rejects.toThrow(NotFound)
      await expect(act(store, name, id, monday, actor)).rejects.toThrow('没有找到这条来信来访。')
    }
    await expect(act(store, name, 'none')).rejects.toThrow('没有找到这条来信来访。')
    expect(await find(store, id)).toEqual(before)
    expect(await allRows(store)).toEqual([])
  })
})

describe('the clocks', () => {
  test('acceptance gives sixty China days, to the last millisecond', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const clerk = await staffAt(store, 'guangtong')
    await act(store, 'accept', id, china('2026-03-05 23:59'), clerk)
    expect(await find(store, id)).toMatchObject({
      acceptedAt: china('2026-03-05 23:59'),
      dueAt: china('2026-05-05') - 1,
      handlerId: clerk.id,
    })
  })

  test('the center extends by thirty days, once, up to the last millisecond and not after', async () => {
    const store = await testStore()
    const { id } = await petitionIn(store, 'accepted')
    const { dueAt } = await find(store, id)
    expect(dueAt).toBe(china('2026-05-02') - 1)
    await expect(act(store, 'extend', id, dueAt + 1)).rejects.toThrow('已过期限')
    await act(store, 'extend', id, dueAt)
    expect(await find(store, id)).toMatchObject({
      dueAt: china('2026-06-01') - 1,
      extendedAt: dueAt,
    })
    await expect(act(store, 'extend', id, dueAt)).rejects.toThrow('已经延期过一次')
  })

  test('a station asks, the center is told, and its approval is what extends', async () => {
    const store = await testStore()
    const clerk = await staffAt(store, 'guangtong')
    const boss = await makeStaff(store, { role: 'center_supervisor', stationId: 'center' })
    const account = await makeAccount(store, {}, boss)
    const { id, serialNo } = await petitionIn(store, 'accepted')
    const { dueAt } = await find(store, id)
    await act(store, 'extend', id, monday, clerk)
    expect(await find(store, id)).toMatchObject({
      dueAt,
      extendedAt: null,
      extensionAskedAt: monday,
    })
    expect((await wordsTo(store, account.id)).at(-1)).toContain(`延期 ${serialNo} 同意`)
    await act(store, 'extend', id, monday, actorOf(boss))
    expect(await find(store, id)).toMatchObject({ dueAt: dueAt + 30 * day, extendedAt: monday })
    await expect(act(store, 'extend', id, monday, clerk)).rejects.toThrow('已经延期过一次')
  })

  test('two approvals at the same moment extend once', async () => {
    const store = await testStore()
    const { id } = await petitionIn(store, 'accepted')
    const { dueAt } = await find(store, id)
    const both = await Promise.allSettled([act(store, 'extend', id), act(store, 'extend', id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await find(store, id)).dueAt).toBe(dueAt + 30 * day)
  })
})

describe('the answer', () => {
  test('is sealed, closes the clock, and reaches the person who asked exactly once', async () => {
    const store = await testStore()
    const account = await makeAccount(store)
    const { id, serialNo } = await register(store, { accountId: account.id })
    await act(store, 'answer', id, monday + 5)
    await expect(act(store, 'answer', id, monday + 6)).rejects.toThrow('已答复')
    const row = await find(store, id)
    expect(row).toMatchObject({ answeredAt: monday + 5, acceptedAt: monday + 5 })
    expect(row.answer?.includes('座位')).toBe(false)
    expect(petitionWords(store.read, row).answer).toBe('已加座位')
    expect(await wordsTo(store, account.id)).toEqual([
      expect.stringMatching(new RegExp(`${serialNo}.*已加座位`, 's')),
    ])
    expect((await allRows(store))[0]).toMatchObject({ kind: 'answer', lane: 0, status: 'queued' })
  })

  test.each([
    2, 8,
  ])('of %i given at the same moment one wins, and is the one that is told', async (count) => {
    const store = await testStore()
    const account = await makeAccount(store)
    const { id } = await register(store, { accountId: account.id })
    const clerks = []
    for (let n = 0; n < count; n++) clerks.push(await staffAt(store, 'guangtong'))
    const all = await Promise.allSettled(
      clerks.map((clerk) => act(store, 'answer', id, monday, clerk)),
    )
    const won = all.findIndex(({ status }) => status === 'fulfilled')
    const lost = all.filter((_, n) => n !== won)
    expect(lost).toHaveLength(count - 1)
    for (const one of lost) expect(one).toMatchObject({ reason: { code: 'petition_not_open' } })
    expect((await find(store, id)).handlerId).toBe(clerks[won]?.id)
    expect(await wordsTo(store, account.id)).toHaveLength(1)
    const history = await petitionHistory(store.read, id)
    expect(history.filter(({ type }) => type === 'answered')).toHaveLength(1)
  })

  test('to a letter is told to nobody in chat', async () => {
    const store = await testStore()
    const { id } = await register(store, { source: 'letter' })
    await act(store, 'answer', id)
    expect(await allRows(store)).toEqual([])
  })

  test('that does not satisfy leads to a new term, a new answer, and a new word to the person', async () => {
    const store = await testStore()
    const account = await makeAccount(store)
    const { id } = await register(store, { accountId: account.id })
    await act(store, 'accept', id)
    await act(store, 'extend', id)
    await act(store, 'answer', id)
    await act(store, 'rate', id)
    const later = monday + 40 * day
    await act(store, 'reopen', id, later)
    expect(await find(store, id)).toMatchObject({
      status: 'accepted',
      dueAt: china('2026-06-11') - 1,
      answer: null,
      answeredAt: null,
      extendedAt: null,
      extensionAskedAt: null,
      reopened: 1,
    })
    await act(store, 'extend', id, later)
    await act(store, 'answer', id, later)
    expect((await find(store, id)).satisfaction).toBeNull()
    const words = await wordsTo(store, account.id)
    expect(words.filter((text) => text.includes('已加座位'))).toHaveLength(2)
    expect(words.filter((text) => text.includes('办理期限延到'))).toHaveLength(2)
    const notes = await petitionHistory(store.read, id)
    expect(notes.filter(({ note }) => note === '已加座位')).toHaveLength(2)
  })

  test('a second round may ask for its own extension, and the center hears of it again', async () => {
    const store = await testStore()
    const clerk = await staffAt(store, 'guangtong')
    const boss = await makeStaff(store, { role: 'center_clerk', stationId: 'center' })
    const account = await makeAccount(store, {}, boss)
    const { id } = await petitionIn(store, 'accepted')
    for (const round of [1, 2]) {
      await act(store, 'extend', id, monday, clerk)
      const asked = (await wordsTo(store, account.id)).filter((text) => text.includes('申请延期'))
      expect(asked).toHaveLength(round)
      await act(store, 'answer', id)
      await act(store, 'reopen', id)
    }
  })
})

describe('a transfer', () => {
  test('moves the petition out of sight of the one and into sight of the other, with its clock', async () => {
    const store = await testStore()
    const [from, to] = [await staffAt(store, 'guangtong'), await staffAt(store, 'bicheng')]
    const account = await makeAccount(
      store,
      { peerId: '7' },
      await makeStaff(store, { stationId: 'bicheng' }),
    )
    const { id, dueAt, serialNo } = await petitionIn(store, 'registered')
    await act(store, 'transfer', id, monday, from)
    await expect(act(store, 'accept', id, monday, from)).rejects.toThrow(NotFound)
    expect(await petitionById(store.read, to.scope, id)).toMatchObject({
      stationId: 'bicheng',
      handlerId: null,
      serialNo,
      dueAt,
    })
    expect(await wordsTo(store, account.id)).toEqual([expect.stringContaining(serialNo)])
    await expect(act(store, 'transfer', id, monday, to)).rejects.toThrow(
      '已经在碧城镇劳动保障工作站办理',
    )
  })

  test('there and back and there again tells everybody each time', async () => {
    const store = await testStore()
    const person = await makeAccount(store)
    const { id } = await register(store, { accountId: person.id })
    for (const [n, stationId] of ['bicheng', 'guangtong', 'bicheng'].entries()) {
      const to = { stationId, reason: '' }
      await store.tx((tx) => transferPetition(tx, id, to, system, monday + n))
    }
    expect(await wordsTo(store, person.id)).toHaveLength(3)
  })

  test('to no station finds none', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const to = { stationId: 'nowhere', reason: '' }
    await expect(store.tx((tx) => transferPetition(tx, id, to, system, monday))).rejects.toThrow(
      '没有找到这条工作站。',
    )
  })
})

test('the course of a petition names each step, who took it and what was said', async () => {
  const store = await testStore()
  const clerk = await staffAt(store, 'guangtong')
  const { id } = await register(store)
  const steps: readonly ActName[] = ['accept', 'add', 'answer', 'rate', 'reopen', 'answer', 'close']
  for (const [n, name] of steps.entries()) await act(store, name, id, monday + n, clerk)
  expect((await petitionHistory(store.read, id)).map(({ label, note }) => [label, note])).toEqual([
    ['登记', ''],
    ['受理交办', ''],
    ['补充材料', '电话改了'],
    ['答复', '已加座位'],
    ['评价', 'unsatisfied'],
    ['重新办理', '还是没有'],
    ['答复', '已加座位'],
    ['办结', ''],
  ])
  const details = await store.read.select({ detail: auditEntries.detail }).from(auditEntries)
  expect(JSON.stringify(details)).not.toMatch(/座位|张桂英|1380013/)
})
