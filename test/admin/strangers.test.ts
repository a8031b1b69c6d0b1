import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { ledgers } from '../../db/ledgers/index.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { stationRoles } from '../../policy/role.ts'
import { startCore } from '../bot/core.ts'
import { idNumberFor, newPerson } from '../people.ts'
import { makeAccount, makeStaff, monday, system } from '../support.ts'
import { signInAs, testServer } from './support.ts'
import {
  makeCopy,
  makeDifference,
  makeErasure,
  makeFile,
  makeOutgoing,
  makePetition,
} from './world.ts'

const secrets = { name: '欧阳金雀', phone: '13912345678', content: '金雀的话' }
const idNumber = idNumberFor('1943-07-19', 428)
const told = /欧阳金雀|13912345678|金雀的话|李银雀|532331194307/

/** A county in which 黑井 has somebody in every ledger, and 广通 nobody. */
async function county() {
  const site = await testServer()
  const { store } = site
  const person = await store.tx(async (tx) => {
    const given = newPerson({ ...secrets, idNumber, stationId: 'heijing' })
    const row = await registerRetiree(tx, given, system, monday)
    const child = {
      name: '李银雀',
      relation: '女儿',
      phone: secrets.phone,
      part: 'contact',
    } as const
    await addFamilyMember(tx, row.id, child, system, monday)
    return row
  })
  const petition = await makePetition(store, 'heijing', secrets, 'answered')
  for (const make of [makeDifference, makeFile, makeErasure, makeCopy()])
    await make(store, 'heijing', secrets)
  await makeOutgoing(store, 'heijing', secrets.content)
  return { site, person, petition }
}

test.each(
  stationRoles,
)('a %s of another station finds, counts and exports nobody, whatever is searched', async (role) => {
  const { site, person, petition } = await county()
  const ask = await signInAs(site, await makeStaff(site.store, { role, stationId: 'guangtong' }))
  const words = [
    '金雀',
    '欧阳',
    '欧阳金雀',
    idNumber,
    idNumber.slice(-4),
    secrets.phone,
    petition.serialNo,
    person.id,
    '',
  ]
  const open = ledgers.filter(
    ({ readers, station }) => readers.includes(role) && station !== undefined,
  )
  expect(open.length).toBeGreaterThan(4)
  for (const ledger of open) {
    for (const q of ledger.lookup || ledger.search ? words : [''])
      for (const end of ['', '.csv', '.xlsx', '/print']) {
        const query = [q && `q=${encodeURIComponent(q)}`, 'station=heijing']
        for (const narrowed of [query[0], query.filter(Boolean).join('&')]) {
          const reply = await ask('GET', `/${ledger.name}${end}?${narrowed ?? ''}`)
          const text =
            end === '.xlsx' ? JSON.stringify(await readXlsx(reply.rawPayload)) : reply.body
          const where = `${ledger.name}${end}?${narrowed}: ${reply.statusCode}`
          expect([where, told.test(text)]).toEqual([where, false])
          if (end === '' && reply.statusCode === 200 && ledger.name !== 'staff')
            expect([where, reply.json().items]).toEqual([where, []])
        }
      }
  }
  for (const url of [
    '/today',
    '/handover/progress',
    '/handover/unmet?station=heijing',
    '/channels',
  ]) {
    const reply = await ask('GET', url)
    expect([url, told.test(reply.body)]).toEqual([url, false])
  }
  expect((await ask('GET', '/handover/progress')).json().items).toEqual([])
}, 60_000)

test('one who guesses a number, a name or an id learns nothing of people of elsewhere', async () => {
  const { site, person } = await county()
  const ask = await signInAs(site, await makeStaff(site.store, { role: 'station_head' }))
  // The same number cannot be registered twice in the county; whose it is stays unsaid.
  const guessed = await ask('POST', '/retirees', { name: '欧阳金雀', idNumber })
  expect(guessed.statusCode).toBe(409)
  expect(guessed.body).not.toMatch(/金雀|黑井/)
  // The same name and birth date as somebody of elsewhere is nothing special.
  const alike = { name: '欧阳金雀', idNumber: idNumberFor('1943-07-19', 430) }
  expect((await ask('POST', '/retirees', alike)).statusCode).toBe(201)
  const nobody = '01KJP0Y9V40CVEAT1PMME5X000'
  const acts = [
    ['GET', ''],
    ['PATCH', '', { patch: '城东' }],
    ['POST', '/reveal', { field: 'phone', reason: 'contact' }],
    ['POST', '/export', { reason: 'request' }],
    ['POST', '/ask-erasure', { ground: 'consent', reason: '本人要求' }],
    ['POST', '/check', { result: 'matches' }],
  ] as const
  for (const [method, end, body] of acts) {
    const there = await ask(method, `/retirees/${person.id}${end}`, body)
    const nowhere = await ask(method, `/retirees/${nobody}${end}`, body)
    expect([end, there.statusCode, there.body]).toEqual([end, 404, nowhere.body])
  }
})

test('chat commands of staff answer of a foreign number as of none', async () => {
  const { site, petition } = await county()
  const core = await startCore({ store: site.store })
  const clerk = await makeStaff(site.store, { stationId: 'guangtong' })
  await makeAccount(site.store, { peerId: '7' }, clerk)
  const none = petition.serialNo.replace(/\d{4}$/, '9999')
  for (const verb of ['查看', '受理', '答复', '转办', '延期']) {
    const there = await core.talk(`${verb} ${petition.serialNo} 好`, { peerId: '7' })
    const nowhere = await core.talk(`${verb} ${none} 好`, { peerId: '7' })
    expect([verb, there.replaceAll(petition.serialNo, none)]).toEqual([verb, nowhere])
    expect(there).not.toMatch(told)
  }
  for (const words of ['我的件', '欧阳金雀', idNumber, secrets.phone])
    expect(await core.talk(words, { peerId: '7' })).not.toMatch(/金雀的话|李银雀/)
})
