import { expect, test, vi } from 'vitest'
import { newCode } from '../../db/access/code-text.ts'
import { storeCode } from '../../db/access/one-use-code.ts'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { countyScope } from '../../db/scope.ts'
import { makeStaff, monday } from '../support.ts'
import { startCore } from './core.ts'

test('a question gets its clause', async () => {
  const core = await startCore()
  expect(await core.talk('住院了谁来看我')).toContain('第十二条（一）')
})

test('a complaint gets a number, the clerk is told, answers in chat, and the person sees it', async () => {
  const core = await startCore()
  const clerk = await makeStaff(core.store)
  const code = newCode()
  await core.store.tx((tx) =>
    storeCode(tx, { purpose: 'staff', code, subjectId: clerk.id, ttlMs: 3_600_000 }, monday),
  )
  expect(await core.talk(code, { peerId: 'clerk' })).toContain('绑定成功')

  expect(await core.talk('我要投诉')).toContain('反映的事')
  expect(await core.talk('广通站没人接电话')).toContain('名字')
  expect(await core.talk('张桂英')).toContain('电话')
  expect(await core.talk('13800138000')).toContain('乡镇')
  expect(await core.talk('广通')).toContain('GT20260001')
  await vi.waitFor(() => expect(core.channel.to('clerk').at(-1)).toContain('GT20260001'))

  expect(await core.talk('我的件', { peerId: 'clerk' })).toContain('GT20260001')
  expect(await core.talk('查看 GT20260001', { peerId: 'clerk' })).toContain('没人接电话')
  expect(await core.talk('答复 GT20260001 已安排专人值守。', { peerId: 'clerk' })).toContain(
    '已答复',
  )
  await vi.waitFor(() => expect(core.channel.to('1001').at(-1)).toContain('已安排专人值守'))

  expect(await core.talk('办到哪了')).toContain('已答复')
  expect(await core.talk('不满意')).toContain('重新办理')
  const [row] = await openPetitions(core.store.read, countyScope, 10)
  expect(row && petitionWords(core.store.read, row).content).toBe('广通站没人接电话')
})
