import { beforeAll, describe, expect, test } from 'vitest'
import type { Answering } from '../../bot/handle-message.ts'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { updateStation } from '../../db/ledgers/station-acts.ts'
import { countyScope } from '../../db/scope.ts'
import { bindMember, bindRetiree } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { trainedAnswerer } from '../policy/trained.ts'
import { system } from '../support.ts'

let answering: Answering
beforeAll(() => {
  answering = trainedAnswerer()
}, 120_000)

const rows = (core: Core) => openPetitions(core.store.read, countyScope, 10)

describe('a question', () => {
  test('and what is asked on about it keep the subject', async () => {
    const core = await startCore({ answering })
    expect(await core.talk('在乡镇卫生院住院，谁来看望')).toMatch(/^由乡镇劳动保障工作人员/)
    expect(await core.talk('那县外呢？')).toMatch(/^由县退管中心.+\n依据：.*第十二条（一）/s)
    expect(await core.talk('多少钱')).toContain('30元以内')
    expect(await rows(core)).toEqual([])
  })

  test('that the notice does not settle is said so, with a person one digit away', async () => {
    const core = await startCore({ answering })
    expect(await core.talk('丧葬费一共发多少钱')).toContain('没有写')
    expect(core.channel.sent.at(-1)?.options?.[0]?.id).toBe('staff')
    expect(await core.talk('1')).toMatch(/编号 XZ2026\d{4}/)
  })

  test('that also reports an illness is answered and registered', async () => {
    const core = await startCore({ answering })
    const reply = await core.talk('我爸昨天住院了，在县医院，你们管不管来看')
    expect(reply).toMatch(/^祝早日康复。.*依据：.*第十二条（一）.*编号 XZ2026\d{4}/s)
    const [row] = await rows(core)
    expect(row && petitionWords(core.store.read, row).content).toContain('我爸昨天住院了')
  })
})

describe('what asks for something to be done', () => {
  test.each([
    ['我家老人昨晚过世了，给你们报一声', /^请节哀。/],
    ['家里老人走了，请派人来帮忙办后事', /^请节哀。/],
    ['我住院了，在县医院内科，跟你们说一声', /^祝早日康复。/],
    ['帮我妈办今年的生存认证', /^认证不用专门跑一趟/],
    ['住院发票齐了，帮我报医疗互助', /^互助报销/],
    ['象棋比赛给我报个名', /^报名/],
    ['我家房子烧了，申请困难慰问', /^您家的难处/],
  ])('%s: a human word, a number, and a row with the words for staff', async (said, first) => {
    const core = await startCore({ answering })
    const reply = await core.talk(said)
    expect(reply).toMatch(first)
    expect(reply).toMatch(/编号 XZ2026\d{4}/)
    for (const sentence of reply.split(/(?<=[。！？\n])/)) {
      expect(sentence.length, sentence).toBeLessThanOrEqual(60)
    }
    const all = await rows(core)
    expect(all.map((row) => petitionWords(core.store.read, row).content)).toEqual([said])
  })
})

test('danger to life calls a person at once', async () => {
  const core = await startCore({ answering })
  await bindMember(core, { role: 'center_clerk', stationId: null })
  expect(await core.talk('我不想活了')).toMatch(/12356.*编号 XZ2026\d{4}/s)
  expect(await rows(core)).toHaveLength(1)
})

test('a friendly sign is met with a friendly word and no row', async () => {
  const core = await startCore({ answering })
  expect(await core.talk('🌹🌹')).not.toContain('没太听明白')
  expect(await rows(core)).toEqual([])
})

describe('somebody bound', () => {
  test('is told of the own station last, in answers from a clause and in others', async () => {
    const core = await startCore({ answering })
    await bindRetiree(core)
    const contact = { phone: '0878-4120000' }
    await core.store.tx((tx) => updateStation(tx, 'guangtong', contact, system, core.clock.now))
    for (const question of ['在乡镇卫生院住院，谁来看望', '丧葬费一共发多少钱']) {
      const said = await core.talk(question)
      expect(said.split('\n').at(-1)).toContain('广通镇劳动保障工作站，电话 0878-4120000')
    }
  })

  test.each([
    ['我的联系卡不见了，帮我补一张', '替您申请补办'],
    ['不想再收到你们的消息了', '不想再收到提醒'],
    ['别再给我群发消息了', '不想再收到提醒'],
  ])('%s', async (words, said) => {
    const core = await startCore({ answering })
    await bindRetiree(core)
    expect(await core.talk(words)).toContain(said)
  })
})

test.each([
  '我想把微信和我的名字绑定起来',
  '怎么绑定我的账号',
  '绑定',
])('%s, not bound: how to be', async (words) => {
  const core = await startCore({ answering })
  expect(await core.talk(words)).toContain('联系卡上的十位绑定码')
  expect(await rows(core)).toEqual([])
})
