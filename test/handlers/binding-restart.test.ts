import { expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { bindings } from '../../db/ledgers/binding.ts'
import { contactCards } from '../../db/ledgers/contact-card.ts'
import { personalRequests } from '../../db/ledgers/personal-request.ts'
import { petitions } from '../../db/ledgers/petition.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { conversations } from '../../db/messaging/conversation.ts'
import { inbox } from '../../db/messaging/inbox.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import type { Store } from '../../db/store.ts'
import { giveCard } from '../bot/bind.ts'
import { startCore } from '../bot/core.ts'
import { newPerson } from '../people.ts'
import { monday, system, testStore } from '../support.ts'

async function cardHolder(store: Store) {
  const given = newPerson()
  const person = await store.tx((tx) => registerRetiree(tx, given, system, monday))
  const { plainCode } = await giveCard(store, person)
  return { given, last4: person.idLast4 ?? '', code: plainCode }
}

/** Whole talks; `CODE` and `LAST4` stand for what is on the card and on the ID card. */
const talks: [string, string[], RegExp][] = [
  ['the person', ['CODE', 'LAST4'], /^绑定成功，张桂英/],
  ['the person after a slip', ['CODE', '什么', 'LAST4'], /^绑定成功，张桂英/],
  ['a daughter', ['CODE', '1', '2', 'LAST4'], /^绑定成功，记下您是张桂英的女儿/],
  ['a daughter in words', ['CODE', '我是家属', '女儿', 'LAST4'], /^绑定成功，记下您是张桂英的女儿/],
  ['a wish to correct', ['CODE', 'LAST4', '我的资料', '1', '住址换了，住到女儿家'], /^记下了/],
  ['an end', ['CODE', 'LAST4', '解除绑定', '1'], /解除了/],
]

test.each(talks)('%s: a restart before every message loses nothing', async (_, words, last) => {
  const store = await testStore()
  const { code, last4 } = await cardHolder(store)
  let said = ''
  for (const word of words) {
    const core = await startCore({ store })
    said = await core.talk(word.replace('CODE', code).replace('LAST4', last4))
    await core.stop()
  }
  expect(said).toMatch(last)
})

test('no table holds the ID number, the telephone, the address, the code or the wish in clear', async () => {
  const store = await testStore()
  const { given, code, last4 } = await cardHolder(store)
  const core = await startCore({ store })
  for (const word of [
    code,
    given.idNumber,
    '我的资料',
    '1',
    '电话换成 13900139000 了',
    '我的联系卡丢了',
  ])
    await core.talk(word)
  expect(core.channel.to('1001').join('\n')).not.toMatch(new RegExp(`${given.idNumber}|${code}`))
  const tables = [
    auditEntries,
    bindings,
    contactCards,
    personalRequests,
    petitions,
    retirees,
    conversations,
    inbox,
    outbox,
  ]
  const rows = await Promise.all(tables.map((table) => store.read.select().from(table)))
  const kept = JSON.stringify(rows, (_key, value: unknown) =>
    Buffer.isBuffer(value) ? value.toString('latin1') : value,
  )
  for (const secret of [given.idNumber, '13800138000', '13900139000', '解放路', code])
    expect(kept).not.toContain(secret)
  // The last four stand in the register in clear, and nowhere else.
  expect(kept.split(`"${last4}"`)).toHaveLength(2)
  expect(core.logged.join('\n')).not.toMatch(new RegExp(`${last4}|${code}|张桂英`))
})
