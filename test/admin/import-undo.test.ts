import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { checkRetiree } from '../../db/ledgers/handover.ts'
import { markIntake, markMeeting } from '../../db/ledgers/intake.ts'
import { placeFile } from '../../db/ledgers/personnel-file-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { type Retiree, retirees } from '../../db/ledgers/retiree.ts'
import { assignClerk } from '../../db/ledgers/staff-handover.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import type { Store } from '../../db/store.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { makeAccount, makeBinding, makeStaff, monday, system, testStore } from '../support.ts'
import { lines, register, take, undo } from './taken-lists.ts'

beforeAll(ensureBuilt)

type Later = (store: Store, person: Retiree) => Promise<unknown>
const later: readonly [what: string, act: Later][] = [
  [
    'was found on the list',
    (s, { id }) => s.tx((tx) => checkRetiree(tx, id, { result: 'matches' }, system, monday)),
  ],
  [
    'was not found',
    (s, { id }) =>
      s.tx((tx) =>
        checkRetiree(tx, id, { result: 'differs', kind: 'moved', note: '' }, system, monday),
      ),
  ],
  [
    'was met',
    (s, { id }) => s.tx((tx) => markMeeting(tx, id, ['met'], '2026-03-02', system, monday)),
  ],
  [
    'is managed',
    (s, { id }) =>
      s.tx(async (tx) => {
        for (const step of ['paid_in', 'papers_complete'] as const)
          await markIntake(tx, id, step, '2026-03-02', system, monday)
      }),
  ],
  [
    'went to another station',
    (s, { id }) =>
      s.tx((tx) =>
        transferRetirees(
          tx,
          { ids: [id] },
          { stationId: 'heijing', reason: '搬家' },
          system,
          monday,
        ),
      ),
  ],
  [
    'got a clerk',
    async (s) => {
      const { id: staffId } = await makeStaff(s)
      await s.tx((tx) => assignClerk(tx, { stationId: 'guangtong', staffId }, system, monday))
    },
  ],
  ['got a card', (s, { id }) => s.tx((tx) => issueContactCard(tx, system, id, monday))],
  [
    'has a daughter now',
    (s, { id }) => {
      const daughter = { name: '张小兰', relation: '女儿', part: 'contact' } as const
      return s.tx((tx) => addFamilyMember(tx, id, daughter, system, monday))
    },
  ],
  [
    'has a file on a shelf',
    (s, { id }) => s.tx((tx) => placeFile(tx, id, { place: 'center' }, system, monday)),
  ],
  [
    'reported something',
    (s, { id: retireeId, stationId, name }) =>
      s.tx((tx) =>
        registerPetition(
          tx,
          { stationId, kind: 'help', source: 'phone', content: '灯坏了', name, retireeId },
          system,
          monday,
        ),
      ),
  ],
  ['has an account', async (s, person) => makeBinding(s, await makeAccount(s), person)],
  [
    'has died',
    (s, { id }) =>
      s.tx((tx) => tx.update(retirees).set({ vital: 'deceased' }).where(eq(retirees.id, id))),
  ],
  [
    'has another name',
    (s, { id }) => s.tx((tx) => updateRetiree(tx, id, { name: '冯桂芳' }, system, monday)),
  ],
  [
    'has another telephone',
    (s, { id }) => s.tx((tx) => updateRetiree(tx, id, { phone: '13900000000' }, system, monday)),
  ],
]

describe('an import that somebody built on', () => {
  test.each(later)('stays as a whole when one of its people %s', async (_, act) => {
    const store = await testStore()
    const id = await take(store, lines(4))
    const [, , person] = (await register(store)).people
    if (person === undefined) throw new Error('nobody came')
    await act(store, person)
    const before = await register(store)
    await expect(undo(store, id)).rejects.toMatchObject({ code: 'import_state' })
    await expect(undo(store, id)).rejects.toThrow('不能整批撤销')
    expect(await register(store)).toEqual(before)
  })

  test.each(
    later,
  )('is none of the others: they go though one of another list %s', async (_, act) => {
    const store = await testStore()
    const [first, ...rest] = lines(4)
    await take(store, [first ?? []])
    const [person] = (await register(store)).people
    const id = await take(store, rest, monday + 1)
    // Somebody is given a clerk together with everybody of the station.
    if (person !== undefined) await act(store, person)
    const { people } = await register(store)
    if (people.some(({ importId, clerkId }) => importId === id && clerkId !== null))
      return expect(undo(store, id)).rejects.toThrow('不能整批撤销')
    await undo(store, id)
    return expect((await register(store)).people.map((row) => row.id)).toEqual([person?.id])
  })
})
