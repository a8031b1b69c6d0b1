import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newCode } from '../../db/access/code-text.ts'
import { throttles } from '../../db/access/throttle.ts'
import { auditEntries } from '../../db/audit.ts'
import { newId } from '../../db/id.ts'
import { insertMany } from '../../db/insert-many.ts'
import { bindings } from '../../db/ledgers/binding.ts'
import { guessCard, guessPerson, mayGuess } from '../../db/ledgers/binding-guess.ts'
import { cardKey, cardPlace, contactCards } from '../../db/ledgers/contact-card.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import type { Store } from '../../db/store.ts'
import { giveCard } from '../bot/bind.ts'
import { makeAccount, makeRetiree, makeStaff, monday, testStore } from '../support.ts'

const hourMs = 3_600_000

/** People, each with a live card; returns the codes. */
async function liveCards(store: Store, count: number): Promise<string[]> {
  const model = await makeRetiree(store, { idLast4: '1234' })
  const codes = Array.from({ length: count }, () => newCode())
  const people = codes.map(() => ({ ...model, id: newId(monday) }))
  const cards = codes.map((code, at) => {
    const id = newId(monday)
    const retireeId = people[at]?.id ?? ''
    const sealed = store.vault.seal(cardPlace(id), code)
    const fixed = { stationId: 'guangtong', retireeName: '张桂英', status: 'active' as const }
    const none = { issuedBy: null, printedAt: null, voidedAt: null, voidReason: null }
    const serialNo = `GTK${String(at).padStart(5, '0')}`
    const codeKey = cardKey(store.read, code)
    return { id, retireeId, code: sealed, codeKey, serialNo, issuedAt: monday, ...fixed, ...none }
  })
  await store.tx(async (tx) => {
    await insertMany(tx, 'people', retirees, people)
    await insertMany(tx, 'cards', contactCards, cards)
  })
  return codes
}

/** A guess: at random, or a live code with one character changed, or with two changed about. */
function guessAt(at: number, live: readonly string[], known: ReadonlySet<string>): string {
  const near = live[at % live.length] ?? ''
  const place = at % 9
  const changed = [...near]
  if (at % 3 === 1) changed[place] = changed[place] === '7' ? '8' : '7'
  if (at % 3 === 2) changed.splice(place, 2, near[place + 1] ?? '', near[place] ?? '')
  const guess = at % 3 === 0 ? newCode() : changed.join('')
  return known.has(guess) ? newCode() : guess
}

test('100,000 guesses against 5,000 live codes find no card, and the brake lets few be tried', async () => {
  const store = await testStore()
  await makeAccount(store, { peerId: 'boss' }, await makeStaff(store, { role: 'center_clerk' }))
  const live = await liveCards(store, 5_000)
  const known = new Set(live)
  const guesses = 100_000
  const atOnce = 500
  let tried = 0
  let found = 0
  // Twenty new senders a second, as fast as the page lets them: the clock moves a second with every hundred guesses.
  for (let at = 0; at < guesses; at += atOnce)
    await store.tx(async (tx) => {
      for (let n = at; n < at + atOnce; n++) {
        const now = monday + Math.floor(n / 100) * 1000
        const sender = `guesser${Math.floor(n / 5)}`
        if ((await mayGuess(tx, sender, now)) !== 'yes') continue
        tried += 1
        if ((await guessCard(tx, sender, guessAt(n, live, known), now)) !== undefined) found += 1
      }
    })
  expect({ found, tried }).toEqual({ found: 0, tried: 200 })
  expect(await store.read.$count(bindings)).toBe(0)
  // Whoever really has a card still binds when the hour is over.
  const [code = ''] = live
  const later = monday + hourMs
  expect(await mayGuess(store.read, 'owner', later)).toBe('yes')
  expect(await store.tx((tx) => guessCard(tx, 'owner', code, later))).toMatchObject({
    status: 'active',
  })
}, 300_000)

test('without the brake none of 20,000 guesses is a live code either', async () => {
  const store = await testStore()
  const live = await liveCards(store, 5_000)
  const known = new Set(live)
  let found = 0
  await store.tx(async (tx) => {
    for (let n = 0; n < 20_000; n++) {
      const card = await guessCard(tx, `s${n}`, guessAt(n, live, known), monday)
      if (card !== undefined) found += 1
    }
  })
  expect(found).toBe(0)
}, 300_000)

test('the brake pauses everybody, tells the center once and ends by itself', async () => {
  const store = await testStore()
  const center = await makeStaff(store, { role: 'center_clerk', stationId: null })
  await makeAccount(store, { peerId: 'boss' }, center)
  for (let n = 0; n < 260; n++)
    await store.tx(async (tx) => {
      if ((await mayGuess(tx, `s${n}`, monday + n)) === 'yes')
        await guessCard(tx, `s${n}`, '0000000000', monday + n)
    })
  expect(await mayGuess(store.read, 'somebody', monday + hourMs - 1)).toBe('paused')
  expect(await mayGuess(store.read, 'somebody', monday + hourMs)).toBe('yes')
  const alarms = await store.read.select().from(outbox).where(eq(outbox.kind, 'alarm'))
  expect(alarms.map(({ peerId }) => peerId)).toEqual(['boss'])
  const noted = await store.read
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, 'binding.brake'))
  expect(noted).toHaveLength(1)
})

test('all 10,000 last fours from new senders do not open one card, and it opens for nobody that day', async () => {
  const store = await testStore()
  const person = await makeRetiree(store, { idLast4: '9999' })
  const { id } = await giveCard(store, person)
  let opened = 0
  await store.tx(async (tx) => {
    for (let n = 0; n < 10_000; n++) {
      const fact = { kind: 'last4', value: String(n).padStart(4, '0') } as const
      const sender = `s${n}`
      if ((await mayGuess(tx, sender, monday)) !== 'yes') continue
      if ((await guessPerson(tx, sender, id, fact, monday)) !== undefined) opened += 1
    }
  })
  expect(opened).toBe(0)
  const right = { kind: 'last4', value: '9999' } as const
  const open = (now: number) => store.tx((tx) => guessPerson(tx, 'owner', id, right, now))
  expect(await open(monday + 2 * hourMs)).toBeUndefined()
  expect(await open(monday + 24 * hourMs)).toMatchObject({ id: person.id })
  const keys = await store.read.select({ key: throttles.key }).from(throttles)
  expect(keys.map(({ key }) => key).join()).not.toMatch(/0000|9999/)
}, 120_000)
