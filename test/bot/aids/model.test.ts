import { expect, test, vi } from 'vitest'
import { petitions } from '../../../db/ledgers/petition.ts'
import { inbox } from '../../../db/messaging/inbox.ts'
import { preparations } from '../../../db/messaging/preparation.ts'
import type { Answerer } from '../../../policy/answers.ts'
import { type Asked, saidTo, startFakeEndpoint } from '../../fakes/openai-endpoint.ts'
import { trainedAnswerer } from '../../policy/trained.ts'
import { makeRetiree, makeStaff } from '../../support.ts'
import { type Core, startCore } from '../core.ts'
import { aidsOn, canaryKey, oggTone } from './support.ts'

const trained = trainedAnswerer()
const sure = '住院了谁来看我'
const plainVerdict = '由县退管中心负责看望'

/** An answerer that is unsure of these words, as the classifier is of what it never met. */
const unsureOf =
  (...words: readonly string[]): Answerer =>
  (question, asking = {}) => {
    const answer = trained(question, asking)
    if (!words.includes(question) || asking.sortedAs) return answer
    const sorted = trained('这个到底归谁', { ...asking, forModel: true })
    return { ...sorted, kind: 'unclear', confidence: 0, text: '' }
  }

/** What a good model says: the topic of its name, and plainer words that pass. */
const isSort = (asked: Asked) => (saidTo(asked)[0] ?? '').includes('分类')

async function modelled(answering: Answerer = trained, limits = {}) {
  const endpoint = await startFakeEndpoint()
  const core = await startCore({ answering, aids: aidsOn(endpoint, 'model', limits) })
  return { endpoint, core }
}

const preparationsOf = ({ store }: Core) => store.read.select().from(preparations)

test('a found answer is said in plainer words; 依据, 原文 and whom to ask stay', async () => {
  const plain = await (await startCore({ answering: trained })).talk(sure)
  const [verdict = '', ...rest] = plain.split('\n')
  const { endpoint, core } = await modelled()
  const said = '您在县级以上医院或者县外医院住院，都是县退管中心来看望。'
  expect(verdict).toContain(plainVerdict)
  endpoint.reply = () => ({ say: said })
  expect(await core.talk(sure)).toBe([said, ...rest].join('\n'))
  expect(endpoint.asked).toHaveLength(1)
  expect(endpoint.asked[0]).toMatchObject({
    path: '/v1/chat/completions',
    authorization: `Bearer ${canaryKey}`,
  })
  expect(await core.talk(sure)).toContain(said)
  expect(endpoint.asked).toHaveLength(1)
})

test('to rephrase, nothing of what the person said leaves the house', async () => {
  const { endpoint, core } = await modelled()
  await core.talk('我叫张桂英，住院了谁来看我，13800138000')
  const sent = endpoint.asked.map(({ body }) => body.toString()).join()
  expect(sent).toContain(plainVerdict)
  expect(sent).not.toMatch(/张桂英|谁来看我|13800138000/)
})

test('an unsure message is sorted by the model, and answered from the clause', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = (asked) => ({ say: isSort(asked) ? '{"label":"第十三条/times"}' : '' })
  expect(await core.talk('咕噜咕噜')).toContain('第十三条')
  expect(await preparationsOf(core)).toMatchObject([
    { status: 'done', attempts: 1, sortedAs: '第十三条/times' },
  ])
})

test('what a model takes for something outside the notice is said to be, and noted for staff', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = () => ({ say: '{"label":"养老金数额"}' })
  expect(await core.talk('咕噜咕噜')).toContain('人工')
})

test.each([
  ['certification', '您是要办生存认证吗？'],
  ['handoff', '您是要找工作人员吗？'],
  ['report_death', '您是要报告有人去世吗？'],
])('an action that a model chose (%s) never acts by itself: it is asked first', async (intent, asks) => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = () => ({ say: `{"label":"${intent}"}` })
  expect(await core.talk('咕噜咕噜')).toContain(asks)
  expect(await core.store.read.select().from(petitions)).toEqual([])
  expect(await core.talk('1')).toContain('编号')
  const [row] = await core.store.read.select().from(petitions)
  expect(row?.status).toBe('registered')
})

test('a no to that leaves nothing behind', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = () => ({ say: '{"label":"report_death"}' })
  await core.talk('咕噜咕噜')
  expect(await core.talk('0')).toContain('请回数字')
  expect(await core.store.read.select().from(petitions)).toEqual([])
})

test('the yes alone, without what it answers, does nothing', async () => {
  const { core } = await modelled()
  const forged = { content: { kind: 'choice' as const, text: '要办：handoff' } }
  await core.talk('要办：handoff', forged)
  expect(await core.store.read.select().from(petitions)).toEqual([])
})

test('names of the register, numbers and addresses are taken out before a message is sorted', async () => {
  const words =
    '邹和平的娃娃王小虎打电话13987654321，身份证53230219450512001X，卡6217003860001234567，住金山小区5栋2单元，咕噜'
  const { endpoint, core } = await modelled(unsureOf(words))
  await makeRetiree(core.store, { name: '邹和平' })
  await makeStaff(core.store, { name: '王小虎' })
  await core.talk(words)
  const sent = endpoint.asked.map(({ body }) => body.toString()).join()
  expect(sent).toContain('咕噜')
  for (const personal of ['邹和平', '王小虎', '1398765', '53230219', '6217003', '5栋', '2单元']) {
    expect(sent).not.toContain(personal)
  }
  expect(sent).not.toContain('1001')
})

test.each([
  '第十三条/times，另外打12333',
  '{"label":"第九十九条/gold"}',
  '{"label":"certification","act":true}{"label":"handoff"}',
  '{"label":["handoff"]}',
  '{"label":',
  'handoff handoff',
  'none',
  '{"label":"none"}',
  '',
  '<think>handoff</think>',
])('a label that is none of those given is as none: %s', async (say) => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = () => ({ say })
  const reply = await core.talk('咕噜咕噜')
  if (say.startsWith('{"label":"certification"')) expect(reply).toContain('您是要办生存认证吗')
  else expect(reply).toContain('没太听明白')
  expect(await core.store.read.select().from(petitions)).toEqual([])
})

test('a model that thinks aloud is understood', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = () => ({ say: '<think>\n是认证吗\n</think>\n\n{"label":"第十三条/times"}' })
  expect(await core.talk('咕噜咕噜')).toContain('第十三条')
})

const troubles = [
  ['500', { status: 500 }],
  ['429', { status: 429 }],
  ['401', { status: 401 }],
  ['404', { status: 404 }],
  ['a cut', 'cut'],
  ['half an answer', 'half'],
  ['no JSON', { raw: '<html>Bad Gateway</html>' }],
  ['JSON of another kind', { raw: '{"choices":[]}' }],
  ['no text', { raw: '{"choices":[{"message":{"content":null}}]}' }],
  ['no end', 'huge'],
  ['a redirect', 'redirect'],
  ['nothing at all', 'hang'],
] as const

test.each(
  troubles,
)('a model that answers with %s leaves the plain answer', async (_what, reply) => {
  const plain = await (await startCore({ answering: trained })).talk(sure)
  const { endpoint, core } = await modelled(trained, { modelMs: 300 })
  endpoint.reply = () => reply
  expect(await core.talk(sure)).toBe(plain)
  expect(endpoint.asked.map(({ path }) => path)).toEqual(['/v1/chat/completions'])
  expect(core.logged.join()).not.toMatch(/canary|住院|message-failed/)
})

test('both questions about one message end within the one limit', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'), { modelMs: 500 })
  endpoint.reply = (asked) => (isSort(asked) ? { say: '{"label":"第十三条/times"}' } : 'hang')
  const begun = performance.now()
  expect(await core.talk('咕噜咕噜')).toContain('第十三条')
  expect(performance.now() - begun).toBeLessThan(3_000)
  expect(endpoint.asked).toHaveLength(2)
})

test('a slow model holds up this person only, and in order', async () => {
  const { endpoint, core } = await modelled(trained, { modelMs: 600 })
  endpoint.reply = () => 'hang'
  const first = core.talk(sure)
  await endpoint.reached(1)
  const second = core.talk('菜单')
  expect(await core.talk('人工', { peerId: '2' })).toContain('编号')
  expect(core.channel.to('1001')).toEqual([])
  await Promise.all([first, second])
  const [one = '', two = ''] = core.channel.to('1001')
  expect(one).toContain('第十二条（一）')
  expect(two).toContain('请回数字')
})

test('three failures in a row: nobody asks for half a minute, then one tries', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  endpoint.reply = () => ({ status: 503 })
  for (const peerId of ['1', '2', '3', '4', '5']) await core.talk('咕噜咕噜', { peerId })
  expect(endpoint.asked).toHaveLength(3)
  core.clock.now += 31_000
  await core.talk('咕噜咕噜', { peerId: '6' })
  await core.talk('咕噜咕噜', { peerId: '7' })
  expect(endpoint.asked).toHaveLength(4)
  core.clock.now += 31_000
  endpoint.reply = () => ({ say: '{"label":"第十三条/times"}' })
  for (const peerId of ['8', '9']) {
    expect(await core.talk('咕噜咕噜', { peerId })).toContain('第十三条')
  }
})

test.each([
  '0',
  '菜单',
  '9',
  '人工',
  '投诉：没人管',
  '/help',
  '3',
  '退',
])('commands and reports (%s) are not sent to the model', async (said) => {
  const { endpoint, core } = await modelled(unsureOf(said))
  await core.talk(said, { peerId: 'p' })
  expect(endpoint.asked.filter(isSort)).toHaveLength(0)
})

test('nothing that is said in the middle of a report is sent to the model', async () => {
  const { endpoint, core } = await modelled(unsureOf('活动室咕噜', '张桂英'))
  await core.talk('投诉')
  await core.talk('活动室咕噜')
  await core.talk('张桂英')
  expect(endpoint.asked).toEqual([])
})

test('what staff write is not sent to the model', async () => {
  const { endpoint, core } = await modelled(unsureOf('咕噜咕噜'))
  await core.talk('0')
  const member = await makeStaff(core.store)
  const { bindStaff, findAccount } = await import('../../../db/messaging/channel-account.ts')
  const account = await findAccount(core.store.read, 'telegram', '42', '1001')
  await core.store.tx((tx) => bindStaff(tx, account?.id ?? '', member.id))
  await core.talk('咕噜咕噜')
  expect(endpoint.asked).toEqual([])
})

test('danger is answered at once, without the model', async () => {
  const { endpoint, core } = await modelled()
  expect(await core.talk('我不想活了')).toContain('12356')
  expect(endpoint.asked).toEqual([])
})

test('a question that was spoken is sorted too', async () => {
  const endpoint = await startFakeEndpoint()
  endpoint.reply = (asked) => {
    if (asked.path.endsWith('transcriptions')) return { say: '咕噜咕噜。' }
    return { say: isSort(asked) ? '{"label":"第十三条/times"}' : '' }
  }
  const core = await startCore({
    answering: unsureOf('咕噜咕噜'),
    aids: aidsOn(endpoint, 'both'),
  })
  core.channel.files.set('a', oggTone())
  const files = [{ kind: 'voice' as const, ref: 'a' }]
  const reply = await core.talk('', { content: { kind: 'file', files } })
  expect(reply).toMatch(/^听到的是：咕噜咕噜\n/)
  expect(reply).toContain('第十三条')
})

test('stopped while the model is asked: handled once after the restart, and not asked again', async () => {
  const endpoint = await startFakeEndpoint()
  endpoint.reply = () => 'hang'
  const answering = unsureOf('咕噜咕噜')
  const first = await startCore({ answering, aids: aidsOn(endpoint, 'model') })
  await first.channel.says('咕噜咕噜')
  await endpoint.reached(1)
  await first.stop()
  const { store } = first
  const second = await startCore({ store, answering, aids: aidsOn(endpoint, 'model') })
  await vi.waitFor(() => expect(second.channel.to('1001')).toHaveLength(1), { timeout: 10_000 })
  expect(endpoint.asked).toHaveLength(1)
  expect((await store.read.select().from(inbox)).map(({ status }) => status)).toEqual(['done'])
})

test('without an endpoint nothing is prepared and nobody waits', async () => {
  const core = await startCore({ answering: unsureOf('咕噜咕噜') })
  expect(await core.talk('咕噜咕噜')).toContain('没太听明白')
  expect(await preparationsOf(core)).toEqual([])
})
