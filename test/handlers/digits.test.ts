import { expect, test } from 'vitest'
import type { Option } from '../../db/messaging/message.ts'
import { bindRetiree, giveCard } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { makeAccount, makeBinding, makeRetiree } from '../support.ts'

/** Says digits one after the other, from a new start; what was offered and said last. */
async function walk(core: Core, digits: readonly number[]) {
  await core.talk('0')
  let said = ''
  for (const digit of digits) said = await core.talk(String(digit))
  const options: readonly Option[] = core.channel.sent.at(-1)?.options ?? []
  return { said, options }
}

/** Every way through the choices by digits alone, as deep as asked. */
async function crawl(core: Core, depth: number): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  async function go(path: readonly number[]): Promise<void> {
    const { said, options } = await walk(core, path)
    if (path.length > 0) found.set(path.join(''), said)
    expect(options.length, path.join('')).toBeLessThanOrEqual(6)
    for (const { id } of options) expect(Buffer.byteLength(id), id).toBeLessThanOrEqual(64)
    if (path.length >= depth) return
    for (const at of options.keys()) {
      // What leaves a row or ends a binding changes what comes after, and has tests of its own.
      const id = options[at]?.id ?? ''
      if (!/^(staff$|new-card$|unbind:|dispute:|kin:\w+:\w)/.test(id)) await go([...path, at + 1])
    }
  }
  await go([])
  return found
}

/** Nothing is a dead end, too long to hear, or not understood. */
function expectPlain(found: ReadonlyMap<string, string>): void {
  for (const [path, said] of found) {
    expect(said, path).not.toBe('')
    expect(said, path).not.toContain('没太听明白')
    for (const sentence of said.split(/[。？！：\n]/))
      expect([...sentence].length, `${path} ${sentence}`).toBeLessThanOrEqual(60)
  }
}

test('a bound person gets everywhere with digits alone, and every sentence can be heard', async () => {
  const core = await startCore()
  const { retiree } = await bindRetiree(core)
  await giveCard(core.store, retiree)
  const daughter = await makeAccount(core.store, { peerId: 'daughter' })
  const kin = { role: 'family', relation: '女儿', status: 'asked' } as const
  await makeBinding(core.store, daughter, retiree, kin)
  const found = await crawl(core, 4)
  const all = [...found.values()].join('\n')
  for (const words of [
    '联系卡号',
    '出生',
    '要解除和张桂英',
    '这些账号能替您办事',
    '等您同意',
    '不再给您发',
  ])
    expect(all).toContain(words)
  expectPlain(found)
}, 120_000)

test('so does a son who looks after two', async () => {
  const core = await startCore()
  const account = await makeAccount(core.store)
  const kin = { role: 'family', relation: '儿子', grantedAt: core.clock.now } as const
  for (const name of ['张桂英', '李长寿'])
    await makeBinding(core.store, account, await makeRetiree(core.store, { name }), kin)
  const found = await crawl(core, 3)
  const all = [...found.values()].join('\n')
  for (const words of ['为谁', '下面说李长寿的事', '张桂英：', '李长寿：'])
    expect(all).toContain(words)
  expectPlain(found)
}, 120_000)
