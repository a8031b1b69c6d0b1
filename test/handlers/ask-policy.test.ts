import { beforeAll, describe, expect, test } from 'vitest'
import type { Answering } from '../../bot/handle-message.ts'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { countyScope } from '../../db/scope.ts'
import { bindMember } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { trainedAnswerer } from '../policy/trained.ts'

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
