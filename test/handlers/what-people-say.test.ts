import { expect, test } from 'vitest'
import { channelNames } from '../../db/messaging/message.ts'
import { bindMember } from '../bot/bind.ts'
import { startCore } from '../bot/core.ts'

const menu = /您好，我是退管助手/
const help = /直接打字或说话都行/
const person = /已请工作人员来帮您，编号 [A-Z]{2}2026\d{4}/
const content = /请说您要反映的事/
const none = /您还没有在这里登记过事情/
const noRating = /您现在没有等待评价的答复/
const unclear = /没太听明白/
const nothing = /没有收到文字/

/** What a person says first, and what the answer must be like. */
const openings: readonly (readonly [said: string, answer: RegExp])[] = [
  ['/start', menu],
  ['/START', menu],
  ['/menu', menu],
  ['菜单', menu],
  ['主菜单', menu],
  ['開始', menu],
  ['开始', menu],
  ['退出', menu],
  ['取消', menu],
  ['０', menu],
  ['〇', menu],
  ['零', menu],
  ['0️⃣', menu],
  ['选0', menu],
  ['/help', help],
  ['帮助', help],
  ['怎么用', help],
  ['使用说明', help],
  ['9', person],
  ['９', person],
  ['九', person],
  ['⑨', person],
  ['第九个', person],
  ['人工', person],
  ['转人工', person],
  ['找工作人员', person],
  ['找人', person],
  [' 人工 ', person],
  ['\u200b人工\u200b', person],
  ['我要投诉', content],
  ['投诉', content],
  ['举报', content],
  ['我想反映问题', content],
  ['反映情况。', content],
  ['提个意见', content],
  ['我要提建议', content],
  ['求助', content],
  ['投诉：食堂太远', /叫什么名字/],
  ['我要投诉食堂太远', /叫什么名字/],
  ['建议多装几盏灯', /叫什么名字/],
  ['求助 家里漏水', /叫什么名字/],
  ['反映我们村没有路灯', /叫什么名字/],
  ['投诉食堂太远，我叫张桂英', /电话号码是多少/],
  ['投诉食堂太远，我叫张桂英，13800138000', /哪个乡镇或者社区/],
  ['投诉食堂太远，我叫张桂英，13800138000，住在黑井', /编号 HJ2026\d{4}/],
  ['投诉广通站没人接电话，我叫张桂英，一三八零零一三八零零零', /编号 GT2026\d{4}/],
  ['办到哪了', none],
  ['办得怎么样了', none],
  ['处理好了没', none],
  ['有进展吗', none],
  ['什么时候有答复', none],
  ['GT20260001', /没有找到您的编号 GT20260001/],
  ['gt2026-0001', /没有找到您的编号 GT20260001/],
  ['ＧＴ２０２６０００１', /没有找到您的编号 GT20260001/],
  ['编号GT 2026 0001办到哪了', /没有找到您的编号 GT20260001/],
  ['满意', noRating],
  ['非常满意！', noRating],
  ['不满意', noRating],
  ['很不满意。', noRating],
  ['住院了谁来看我', /第十二条（一）/],
  ['查看 GT20260001', /没有找到您的编号/],
  ['答复 GT20260001 办好了', /没有找到您的编号/],
  ['', nothing],
  ['   ', nothing],
  ['\u202e\u200f', nothing],
  ['。。。', unclear],
  ['qwxz', unclear],
  ['1', unclear],
  ['5', unclear],
  ['12', unclear],
]

test.each(channelNames)('through %s every opening is taken for what it is', async (channel) => {
  const core = await startCore({ channel })
  const wrong: string[] = []
  for (const [n, [said, answer]] of openings.entries()) {
    const reply = await core.talk(said, { peerId: `peer${n}` })
    if (!answer.test(reply)) wrong.push(`${JSON.stringify(said)}: ${reply.slice(0, 40)}`)
  }
  expect(wrong).toEqual([])
}, 60_000)

/** What a clerk says, and what the answer must be like when there is one petition of the own station. */
const commands: readonly (readonly [said: string, answer: RegExp])[] = [
  ['我的件', /GT20260001 投诉 已登记 期限\d{4}-\d{2}-\d{2}/],
  ['待办', /GT20260001/],
  ['查看 GT20260001', /没有座位/],
  ['查看GT20260001', /没有座位/],
  ['查看 gt20260001', /没有座位/],
  ['查看 GT20269999', /没有找到这条来信来访/],
  ['查看 HJ20260001', /没有找到这条来信来访/],
  ['延期 GT20260001 太忙', /不在办理中，不能延期/],
  ['转办 GT20260001 火星', /请写明转到哪个站/],
  ['转办 GT20260001 广通', /已经在广通/],
  ['答复 GT20260001', /请把答复写在编号后面/],
  ['答复 GT20260001：   ', /请把答复写在编号后面/],
  ['受理 GT20260001', /已受理，\d{4}年\d{1,2}月\d{1,2}日前答复/],
  ['受理 GT20260001', /现在是“办理中”，不能这样办理/],
  ['延期 GT20260001 太忙', /已报县退管中心审批/],
  ['答复 GT20260001，已经添了座位', /已答复，会发给反映人/],
  ['答复 GT20260001 再答一次', /现在是“已答复”/],
  ['转办 GT20260001 黑井', /现在是“已答复”/],
  ['我的件', /现在没有待办的来信来访/],
]

test('a clerk’s commands are taken one after the other, each refusal in words', async () => {
  const core = await startCore()
  await bindMember(core)
  await core.talk('投诉 没有座位，我叫张桂英，13800138000，广通')
  const wrong: string[] = []
  for (const [said, answer] of commands) {
    const reply = await core.talk(said, { peerId: 'clerk' })
    if (!answer.test(reply)) wrong.push(`${said}: ${reply.slice(0, 60)}`)
  }
  expect(wrong).toEqual([])
}, 60_000)

test('no answer to a retiree is longer than a person reads at once, and none is empty', async () => {
  const core = await startCore({ channel: 'wechat' })
  for (const [n, [said]] of openings.entries()) await core.talk(said, { peerId: `peer${n}` })
  for (const { text } of core.channel.sent)
    for (const line of text.split('\n')) {
      expect(line.trim()).not.toBe('')
      for (const sentence of line.split(/(?<=[。？！])/))
        expect(sentence.length, sentence).toBeLessThanOrEqual(60)
    }
}, 60_000)
