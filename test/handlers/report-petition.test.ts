import { describe, expect, test } from 'vitest'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { attachmentsOfPetition } from '../../db/messaging/attachment.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { bindRetiree } from '../bot/bind.ts'
import { startCore } from '../bot/core.ts'
import { testStore } from '../support.ts'

async function onlyPetition(store: Store) {
  const rows = await openPetitions(store.read, countyScope, 10)
  expect(rows).toHaveLength(1)
  const [row] = rows
  if (row === undefined) throw new Error('no petition')
  return { ...row, ...petitionWords(store.read, row) }
}

describe('in one message', () => {
  test('asks nothing that was said already', async () => {
    const core = await startCore()
    const reply = await core.talk('投诉：广通站没人接电话。我叫张桂英，电话 138 0013 8000')
    expect(reply).toContain('GT20260001')
    const row = await onlyPetition(core.store)
    expect(row).toMatchObject({ kind: 'complaint', name: '张桂英', phone: '13800138000' })
    expect(row.content).toContain('没人接电话')
    expect(row.stationId).toBe('guangtong')
  })

  test.each([
    ['我要投诉', 'complaint'],
    ['举报', 'complaint'],
    ['我要提建议', 'suggestion'],
    ['提个意见', 'suggestion'],
    ['求助', 'help'],
    ['我要反映情况', 'complaint'],
  ])('%s begins a %s and asks what it is about', async (opener, kind) => {
    const core = await startCore()
    expect(await core.talk(opener)).toContain('反映的事')
    await core.talk('路灯坏了')
    await core.talk('李长寿')
    await core.talk('没有')
    expect(await core.talk('黑井')).toMatch(/编号 HJ2026\d{4}/)
    expect(await onlyPetition(core.store)).toMatchObject({ kind, content: '路灯坏了', phone: null })
  })
})

describe('step by step', () => {
  test('says again what was not understood, and registers with what there is', async () => {
    const core = await startCore()
    await core.talk('我要投诉')
    await core.talk('食堂太远')
    expect(await core.talk('12345')).toContain('比如')
    expect(await core.talk('67890')).toMatch(/编号 XZ2026\d{4}/)
    expect(await onlyPetition(core.store)).toMatchObject({ name: '未留姓名', stationId: 'center' })
  })

  test.each([
    '0',
    '０',
    '返回',
    '取消',
    '菜单',
  ])('%s leaves it without registering', async (word) => {
    const core = await startCore()
    await core.talk('我要投诉')
    await core.talk('食堂太远')
    expect(await core.talk(word)).toContain('您好')
    expect(await openPetitions(core.store.read, countyScope, 10)).toEqual([])
    expect(await core.talk('张桂英')).not.toContain('电话')
  })

  test('a restart between any two messages loses nothing', async () => {
    const store = await testStore()
    for (const word of ['我要投诉', '食堂太远', '张桂英', '13800138000']) {
      const core = await startCore({ store })
      await core.talk(word)
      await core.stop()
    }
    const last = await startCore({ store })
    expect(await last.talk('妥安')).toMatch(/编号 TA2026\d{4}/)
    expect(await onlyPetition(store)).toMatchObject({ name: '张桂英', content: '食堂太远' })
  })

  test('a place that is no station goes to the center with its name kept', async () => {
    const core = await startCore()
    await core.talk('投诉 垃圾没人收')
    await core.talk('张桂英')
    await core.talk('1')
    await core.talk('老县城那边')
    expect(await onlyPetition(core.store)).toMatchObject({
      stationId: 'center',
      community: '老县城那边',
      phone: null,
    })
  })
})

test('a bound retiree is asked neither name nor phone nor place', async () => {
  const core = await startCore()
  await bindRetiree(core, { name: '王秀英', stationId: 'heijing' })
  expect(await core.talk('投诉 门口台阶太高')).toMatch(/编号 HJ2026\d{4}/)
  expect(await onlyPetition(core.store)).toMatchObject({ name: '王秀英' })
})

test('a voice note alone becomes a report, and the file lies on the row', async () => {
  const core = await startCore()
  core.channel.files.set('v1', Buffer.from('OggS voice'))
  const voice = { content: { kind: 'file', files: [{ ref: 'v1', kind: 'voice' }] } } as const
  expect(await core.talk('', voice)).toContain('名字')
  await core.talk('张桂英')
  await core.talk('1')
  await core.talk('广通')
  const row = await onlyPetition(core.store)
  expect(row.content).toBe('见附件')
  expect(await attachmentsOfPetition(core.store.read, row.id)).toMatchObject([{ kind: 'voice' }])
})

test('what a person wrote is kept to the letter', async () => {
  const core = await startCore()
  const words = `<b>_*[x](http://y)*_</b> '; drop table petitions; -- =1+1 \u{20BB7}野家 ‮左`
  await core.talk('我要投诉')
  await core.talk(words)
  await core.talk('张桂英')
  await core.talk('1')
  await core.talk('广通')
  expect((await onlyPetition(core.store)).content).toBe(words.replace('‮', ''))
})
