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
