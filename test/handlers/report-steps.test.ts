import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { petitionHistory } from '../../db/ledgers/petition-event.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { type Core, startCore } from '../bot/core.ts'
import { testStore } from '../support.ts'

const content = '三楼没有灯！第2次说了'
/** What a person may say at any step, with what each question makes of it. */
const sayings = {
  begin: '我要投诉',
  content,
  name: '张桂英',
  phone: '13800138000',
  none: '1',
  place: '黑井',
  empty: '',
  emoji: '🌹',
  back: '0',
  again: '重复',
  help: '帮助',
  person: '9',
} as const
type Saying = keyof typeof sayings

const fields = ['content', 'name', 'phone', 'community'] as const
type Field = (typeof fields)[number]

const questions: Readonly<Record<Field, { first: RegExp; again: RegExp }>> = {
  content: { first: /请说您要反映的事/, again: /没有收到内容/ },
  name: { first: /叫什么名字/, again: /请只回您的名字/ },
  phone: { first: /电话号码是多少/, again: /号码好像不对/ },
  community: { first: /哪个乡镇或者社区/, again: /请回乡镇或者社区的名字/ },
}

/** What a question takes an answer for; undefined when it must ask again. */
const taken: Readonly<Record<Field, (saying: Saying) => string | undefined>> = {
  content: (saying) => sayings[saying] || undefined,
  name: (saying) => (['name', 'place', 'begin'].includes(saying) ? sayings[saying] : undefined),
  phone: (saying) => (saying === 'phone' ? sayings.phone : saying === 'none' ? '' : undefined),
  community: (saying) => sayings[saying] || undefined,
}

interface Registered {
  readonly content: string
  readonly name: string
  readonly phone: string | null
  readonly stationId: string
}

/** The talk as its rules describe it. */
class Talk {
  asked: Field | 'callback' | undefined
  draft: Partial<Record<Field, string>> = {}
  misses = 0
  menu = false
  readonly registered: Registered[] = []
  callbacks = 0

  /** What the reply to a saying must be like. */
  say(saying: Saying): RegExp | 'same' {
    if (saying === 'again') return 'same'
    if (saying === 'help') return this.#help()
    if (saying === 'back') return this.#leave(/您好，我是退管助手/, true)
    if (saying === 'person') return this.#person()
    if (saying === 'none' && this.menu) return this.#leave(/请把您想问的事说出来/)
    if (this.asked === 'callback') return this.#callback(saying)
    if (this.asked === undefined) return this.#idle(saying)
    return this.#answer(this.asked, saying)
  }

  #leave(reply: RegExp, menu = false): RegExp {
    this.asked = undefined
    this.draft = {}
    this.misses = 0
    this.menu = menu
    return reply
  }

  #help(): RegExp {
    if (this.asked === undefined) this.#leave(/./, true)
    return /直接打字或说话都行/
  }

  #handOver(text: string): RegExp {
    this.registered.push({ content: text, name: '未留姓名', phone: null, stationId: 'center' })
    this.#leave(/./)
    this.asked = 'callback'
    return /已请工作人员来帮您，编号 XZ2026\d{4}/
  }

  #person(): RegExp {
    const about = this.asked === 'callback' ? undefined : this.draft.content
    const topic = about ?? this.topic
    return this.#handOver(topic === undefined ? '请工作人员联系' : `请工作人员联系：${topic}`)
  }

  /** Number of the last petition; what 人工 is about when nothing else is said. */
  topic: string | undefined

  #callback(saying: Saying): RegExp {
    if (saying === 'phone') {
      this.callbacks += 1
      return this.#leave(/号码记下了/)
    }
    if (this.misses > 0) return this.#leave(/不留号码也行/)
    this.misses = 1
    return /请发您的电话号码/
  }

  #idle(saying: Saying): RegExp {
    if (saying === 'begin') {
      this.#leave(/./)
      this.asked = 'content'
      return questions.content.first
    }
    if (this.misses > 0) return this.#handOver(sayings[saying] || '请工作人员联系')
    this.misses = 1
    this.menu = true
    return /您要办什么/
  }

  #answer(field: Field, saying: Saying): RegExp {
    const value = taken[field](saying)
    if (value !== undefined) {
      this.draft[field] = value
      this.misses = 0
      return this.#next()
    }
    if (this.misses > 0) return this.#register()
    this.misses = 1
    return questions[field].again
  }

  #next(): RegExp {
    const missing = fields.find((field) => this.draft[field] === undefined)
    if (missing === undefined) return this.#register()
    this.asked = missing
    return questions[missing].first
  }

  #register(): RegExp {
    const { content: text, name = '未留姓名', phone, community } = this.draft
    if (text === undefined) return this.#leave(/还没有听到您要反映的事/)
    const stationId = community === sayings.place ? 'heijing' : 'center'
    this.registered.push({ content: text, name, phone: phone || null, stationId })
    return this.#leave(/记下了，编号 (XZ|HJ)2026\d{4}/)
  }
}

async function ledgerOf(store: Store): Promise<Registered[]> {
  const rows = await openPetitions(store.read, countyScope, 50)
  return rows
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) => {
      const words = petitionWords(store.read, row)
      return {
        content: words.content,
        name: row.name,
        phone: words.phone,
        stationId: row.stationId,
      }
    })
}

async function follow(script: readonly { saying: Saying; restart: boolean }[]): Promise<void> {
  const store = await testStore()
  const model = new Talk()
  let core: Core = await startCore({ store })
  let last = ''
  for (const { saying, restart } of script) {
    if (restart) {
      const { now } = core.clock
      await core.stop()
      core = await startCore({ store })
      core.clock.now = now
    }
    const reply = await core.talk(sayings[saying])
    const expected = model.say(saying)
    if (expected !== 'same') expect(reply, `after ${saying}`).toMatch(expected)
    else if (last !== '') expect(reply).toBe(last)
    model.topic = /编号 ([A-Z]{2}\d{8})/.exec(reply)?.[1] ?? model.topic
    last = reply
  }
  expect(await ledgerOf(store)).toEqual(model.registered)
  await core.stop()
}

const saying = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Saying>('content', 'name', 'phone', 'place') },
  { weight: 2, arbitrary: fc.constantFrom<Saying>('again', 'help', 'empty', 'emoji', 'none') },
  { weight: 2, arbitrary: fc.constantFrom<Saying>('begin', 'back', 'person') },
)
const scripts = fc.array(fc.record({ saying, restart: fc.boolean() }), {
  minLength: 4,
  maxLength: 12,
})

test('whatever is said at whatever step, and however often the service restarts, the talk keeps its rules', async () => {
  const first = { saying: 'begin', restart: false } as const
  await fc.assert(
    fc.asyncProperty(scripts, (script) => follow([first, ...script])),
    { numRuns: 15 },
  )
}, 120_000)

describe('重复', () => {
  const answers = [content, '张桂英', '13800138000'] as const

  test.each([
    0, 1, 2, 3,
  ])('after %i answers says the question again and keeps what was said', async (count) => {
    const core = await startCore()
    let question = await core.talk('我要投诉')
    for (const answer of answers.slice(0, count)) question = await core.talk(answer)
    expect(await core.talk('重复')).toBe(question)
    expect(await core.talk('没听清')).toBe(question)
    for (const answer of answers.slice(count)) await core.talk(answer)
    expect(await core.talk('黑井')).toMatch(/编号 HJ2026\d{4}/)
    expect(await ledgerOf(core.store)).toMatchObject([
      { content, name: '张桂英', stationId: 'heijing' },
    ])
  })

  test('keeps the choices where they are lines of the text', async () => {
    const core = await startCore({ channel: 'wechat' })
    const menu = await core.talk('菜单')
    expect(menu).toContain('2. 反映问题')
    expect(await core.talk('重复')).toBe(menu)
    expect(await core.talk('2')).toMatch(questions.content.first)
  })

  test('says a long answer again from its beginning, not its last part alone', async () => {
    const long = `${'县级以上医院住院由县退管中心看望。'.repeat(60)}完`
    const core = await startCore({
      channel: 'wechat',
      answering: () => ({
        kind: 'clause',
        text: long,
        articles: [],
        abstained: false,
        confidence: 1,
      }),
    })
    const first = await core.talk('住院谁来看我')
    expect(first.startsWith('县级以上')).toBe(true)
    expect(core.channel.sent.length).toBeGreaterThan(1)
    expect((await core.talk('再说一遍')).replaceAll('\n', '')).toBe(first.replaceAll('\n', ''))
  })

  test('before anything was said is the menu', async () => {
    const core = await startCore()
    expect(await core.talk('重复')).toContain('您要办什么')
  })

  test('does not count as an answer that was not understood', async () => {
    const core = await startCore()
    await core.talk('我要投诉')
    await core.talk(content)
    await core.talk('12345')
    await core.talk('重复')
    await core.talk('张桂英')
    expect(await ledgerOf(core.store)).toEqual([])
  })
})

test('帮助 in the middle of a report helps and keeps what was said', async () => {
  const core = await startCore()
  await core.talk('我要投诉')
  await core.talk(content)
  expect(await core.talk('帮助')).toMatch(/回 0 到菜单/)
  expect(await core.talk('张桂英')).toMatch(questions.phone.first)
})

test('a number that is left is on the row of the person who was called, and of no other', async () => {
  const core = await startCore()
  await core.talk('人工', { peerId: 'other' })
  await core.talk('人工')
  await core.talk('13800138000')
  const rows = await openPetitions(core.store.read, countyScope, 10)
  const notes = []
  for (const { id, serialNo } of rows) {
    const history = await petitionHistory(core.store.read, id)
    notes.push([serialNo, history.map(({ note }) => note).filter((note) => note !== '')])
  }
  expect(notes.toSorted()).toEqual([
    ['XZ20260001', []],
    ['XZ20260002', ['联系电话 13800138000']],
  ])
})
