import { describe, expect, test } from 'vitest'
import { colleaguesOf, patchesOf } from '../../db/ledgers/handover-desk.ts'
import { acceptPetition } from '../../db/ledgers/petition-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { disableStaff } from '../../db/ledgers/staff-acts.ts'
import { assignClerk, handOverWork } from '../../db/ledgers/staff-handover.ts'
import { countyScope } from '../../db/scope.ts'
import { roles } from '../../policy/role.ts'
import { actorOf, makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

const guangtong = { all: false, stationIds: ['guangtong'] } as const

describe('the patches of a station', () => {
  test('count people and who is still to be met; the dead and who left are nobody’s work', async () => {
    const store = await testStore()
    const add = (patch: string, values: Parameters<typeof makeRetiree>[1] = {}) =>
      makeRetiree(store, { patch, ...values })
    await add('北街')
    await add('北街', { meeting: 'begun' })
    await add('北街', { meeting: 'done' })
    await add('南街', { meeting: 'done' })
    await add('')
    await add('北街', { vital: 'deceased' })
    await add('东街', { status: 'left' })
    await add('北街', { stationId: 'heijing' })
    const patches = await patchesOf(store.read, guangtong, 'guangtong')
    expect(patches).toEqual(
      [
        { patch: '', people: 1, unmet: 1 },
        { patch: '北街', people: 3, unmet: 2 },
        { patch: '南街', people: 1, unmet: 0 },
      ].sort((one, other) => (one.patch < other.patch ? -1 : 1)),
    )
  })

  test('of a station outside the scope are none', async () => {
    const store = await testStore()
    await makeRetiree(store, { stationId: 'heijing', patch: '北街' })
    await makeStaff(store, { stationId: 'heijing' })
    expect(await patchesOf(store.read, guangtong, 'heijing')).toEqual([])
    expect(await colleaguesOf(store.read, guangtong, 'heijing')).toEqual([])
    expect(await patchesOf(store.read, countyScope, 'heijing')).toHaveLength(1)
  })
})

describe('the workers of a station', () => {
  test('come with what they look after, and change hands with it', async () => {
    const store = await testStore()
    const [li, wang] = [
      await makeStaff(store, { name: '李明' }),
      await makeStaff(store, { name: '王芳' }),
    ]
    for (const patch of ['北街', '北街', '南街']) await makeRetiree(store, { patch })
    const draft = {
      stationId: 'guangtong',
      kind: 'help',
      source: 'walkIn',
      content: '门口没有灯',
      name: '张桂英',
    } as const
    await store.tx(async (tx) => {
      await assignClerk(
        tx,
        { stationId: 'guangtong', patch: '北街', staffId: li.id },
        system,
        monday,
      )
      const { id } = await registerPetition(tx, draft, system, monday)
      await acceptPetition(tx, id, actorOf(li), monday)
    })
    const read = () => colleaguesOf(store.read, guangtong, 'guangtong')
    expect(await read()).toEqual([
      { id: li.id, name: '李明', status: 'active', people: 2, petitions: 1 },
      { id: wang.id, name: '王芳', status: 'active', people: 0, petitions: 0 },
    ])

    const manager = { kind: 'system', id: 'test', manages: roles } as const
    await store.tx((tx) => disableStaff(tx, li.id, manager, monday))
    expect((await read()).map(({ name, status }) => [name, status])).toEqual([
      ['李明', 'disabled'],
      ['王芳', 'active'],
    ])
    await store.tx((tx) => handOverWork(tx, li.id, wang.id, system, monday))
    expect(await read()).toEqual([
      { id: wang.id, name: '王芳', status: 'active', people: 2, petitions: 1 },
    ])
  })

  test('are those who work with people; of the center also who belongs to no station', async () => {
    const store = await testStore()
    await makeStaff(store, { name: '管理员', role: 'sysadmin', stationId: null })
    await makeStaff(store, { name: '审计员', role: 'auditor', stationId: null })
    await makeStaff(store, { name: '中心人', role: 'center_clerk', stationId: null })
    await makeStaff(store, { name: '主任', role: 'center_supervisor', stationId: 'center' })
    await makeStaff(store, { name: '站长', role: 'station_head' })
    const named = async (station: string) =>
      (await colleaguesOf(store.read, countyScope, station)).map(({ name }) => name).sort()
    expect(await named('center')).toEqual(['中心人', '主任'])
    expect(await named('guangtong')).toEqual(['站长'])
  })
})
