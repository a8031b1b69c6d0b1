import { expect, test } from 'vitest'
import { newCode } from '../../db/access/code-text.ts'
import { storeCode } from '../../db/access/one-use-code.ts'
import { startCore } from '../bot/core.ts'
import { makeStaff, monday } from '../support.ts'

async function coreWithCode(ttlMs = 86_400_000) {
  const core = await startCore()
  const member = await makeStaff(core.store)
  const code = newCode()
  await core.store.tx((tx) =>
    storeCode(tx, { purpose: 'staff', code, subjectId: member.id, ttlMs }, monday),
  )
  return { core, code, member }
}

test('a deep link, a friend request and a message all bind', async () => {
  const { core, code } = await coreWithCode()
  const written = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `
  expect(await core.talk(written, { content: { kind: 'bind' } })).toContain('绑定成功')
})

test('a code works once', async () => {
  const { core, code } = await coreWithCode()
  await core.talk(code, { content: { kind: 'bind' } })
  expect(await core.talk(code, { peerId: '7', content: { kind: 'bind' } })).toContain('不对')
})

test('a code past its time does not work', async () => {
  const { core, code } = await coreWithCode(500)
  expect(await core.talk(code, { content: { kind: 'bind' } })).toContain('不对')
})

test('after five wrong tries even the right code waits an hour', async () => {
  const { core, code } = await coreWithCode()
  const bind = { content: { kind: 'bind' } } as const
  for (let n = 0; n < 5; n++) expect(await core.talk(newCode(), bind)).toContain('不对')
  expect(await core.talk(code, bind)).toContain('一小时')
  core.clock.now += 3_600_000
  expect(await core.talk(code, bind)).toContain('绑定成功')
})
