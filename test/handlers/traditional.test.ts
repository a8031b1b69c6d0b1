import { describe, expect, test } from 'vitest'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { personalRequests, requestPlace } from '../../db/ledgers/personal-request.ts'
import { answerPetition } from '../../db/ledgers/petition-acts.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { countyScope } from '../../db/scope.ts'
import { simplify } from '../../policy/traditional.ts'
import { bindMember, bindRetiree, giveCard } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { newPerson } from '../people.ts'
import { makeRetiree, system } from '../support.ts'

/** What can be said at any time, as a phone set to 繁體 writes it. */
const sayings: readonly string[] = [
  '菜單 主菜單 開始 幫助 怎麼用 使用說明 再說一遍 沒聽清',
  '轉人工 人工服務 找工作人員',
  '我要投訴 舉報 反映問題 反映情況 提意見 提個建議 請求幫助',
  '投訴：食堂太遠 建議多裝幾盞燈',
  '辦到哪了 處理得怎麼樣了 什麼時候有答復 我的事',
  '滿意 不滿意 非常滿意',
  '退訂 恢復 恢復提醒 不要發消息了',
  '解除綁定 我的家屬 聯繫卡丟了 我的資料 更正資料 綁定 隱私 個人中心',
].flatMap((line) => line.split(' '))

const withoutNumbers = (text: string) => text.replaceAll(/[A-Z]{2}\d{8}/g, '编号')

async function replies(core: Core, words: readonly string[], bound: boolean): Promise<string[]> {
  const all: string[] = []
  for (const [n, word] of words.entries()) {
    const peerId = `${word}${n}`
    if (bound) await bindRetiree(core, {}, peerId)
    all.push(withoutNumbers(await core.talk(word, { peerId })))
  }
  return all
}

async function onlyPetition({ store }: Core) {
  const [row, ...more] = await openPetitions(store.read, countyScope, 10)
  expect(more).toEqual([])
  if (row === undefined) throw new Error('no petition')
  return { ...row, ...petitionWords(store.read, row) }
}

describe('what is said in traditional characters', () => {
  test.each([
    ['a stranger', false],
    ['somebody who is bound', true],
  ])(
    'by %s is answered like the same in simplified ones',
    async (_who, bound) => {
      const plain = sayings.map(simplify)
      const [traditional, simplified] = [
        await replies(await startCore(), sayings, bound),
        await replies(await startCore(), plain, bound),
      ]
      expect(traditional).toEqual(simplified)
      expect(traditional.filter((reply) => reply.includes('没太听明白'))).toEqual([])
    },
    60_000,
  )

  test('stands in the ledger as it was written, and reaches the station that was named', async () => {
    const core = await startCore()
    expect(await core.talk('我要投訴')).toContain('请说您要反映的事')
    expect(await core.talk('廣通鎮食堂太遠，沒有電燈')).toContain('叫什么名字')
    expect(await core.talk('張桂英')).toContain('电话号码')
    expect(await core.talk('沒有電話')).toContain('哪个乡镇')
    expect(await core.talk('住在黑井鎮上')).toMatch(/编号 HJ2026\d{4}/)
    expect(await onlyPetition(core)).toMatchObject({
      content: '廣通鎮食堂太遠，沒有電燈',
      name: '張桂英',
      phone: null,
      community: '住在黑井鎮上',
      stationId: 'heijing',
    })
  })

  test('in one message tells the name, the number and the station', async () => {
    const core = await startCore()
    const said = '我要投訴廣通站沒人接電話，我叫張桂英，一三八零零一三八零零零'
    expect(await core.talk(said)).toMatch(/编号 GT2026\d{4}/)
    expect(await onlyPetition(core)).toMatchObject({
      content: said,
      name: '張桂英',
      phone: '13800138000',
      stationId: 'guangtong',
    })
  })

  test('and not understood twice goes to a person as it was written', async () => {
    const core = await startCore()
    await core.talk('龍門陣')
    expect(await core.talk('擺龍門陣')).toContain('已请工作人员来帮您')
    expect((await onlyPetition(core)).content).toBe('擺龍門陣')
  })

  test('binds an account: code, kinship and proof', async () => {
    const core = await startCore()
    const person = await core.store.tx((tx) =>
      registerRetiree(tx, newPerson(), system, core.clock.now),
    )
    const { plainCode } = await giveCard(core.store, person)
    expect(await core.talk(`綁定碼：${plainCode}`)).toContain('身份证号码的后四位')
    expect(await core.talk('我是家屬')).toContain('您是老人的什么人')
    expect(await core.talk('女兒')).toContain('回老人身份证号码的后四位')
    expect(await core.talk(`身份證後四位是${person.idLast4}`)).toContain('绑定成功')
  })

  test('corrects what is on file, kept as it was written', async () => {
    const core = await startCore()
    await bindRetiree(core)
    expect(await core.talk('更正資料')).toContain('哪一项不对')
    expect(await core.talk('住址應該是廣通鎮解放路')).toContain('记下了')
    const [row] = await core.store.read.select().from(personalRequests)
    const words = core.store.read.vault.open(
      requestPlace('words', row?.id ?? ''),
      row?.words ?? expect.fail('no words'),
    )
    expect(words).toBe('住址應該是廣通鎮解放路')
  })

  test('rates an answer', async () => {
    const core = await startCore()
    await core.talk('投訴：食堂太遠，我叫張桂英，13800138000，廣通')
    const { id } = await onlyPetition(core)
    await core.store.tx((tx) => answerPetition(tx, id, '已搬近', system, core.clock.now))
    expect(await core.talk('辦得怎麼樣了')).toContain('已搬近')
    expect(await core.talk('不滿意')).toContain('会重新办理')
  })

  test('by staff goes out as they wrote it', async () => {
    const core = await startCore()
    await bindMember(core)
    await core.talk('投诉 没有座位，我叫张桂英，13800138000，广通')
    await core.talk('答复 GT20260001 請張師傅加裝座位', { peerId: 'clerk' })
    expect(await core.talk('办到哪了')).toContain('請張師傅加裝座位')
  })

  test('finds people whose names stand in the register in either form', async () => {
    const core = await startCore()
    await bindMember(core)
    await makeRetiree(core.store, { name: '龍國華', idLast4: '7781' })
    expect(await core.talk('找 龍國華', { peerId: 'clerk' })).toContain('7781')
  })
})
