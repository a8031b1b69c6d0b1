import { describe, expect, test } from 'vitest'
import { standing } from '../../../admin/web/src/channels.ts'
import { listColumns } from '../../../admin/web/src/columns.ts'
import { menuGroups } from '../../../admin/web/src/menu.ts'
import { canAnswer, creation, fileOf, tasksOf } from '../../../admin/web/src/tasks.ts'
import type { Channel, Field, Form, Input, Ledger, Row } from '../../../admin/web/src/types.ts'

const input = (key: string, values: Partial<Input> = {}): Input => ({
  key,
  label: key,
  kind: 'text',
  required: true,
  ...values,
})

const sources = { chat: '网上留言', walkIn: '来访', letter: '来信' }
const createForm: Form = {
  label: '登记来信来访',
  inputs: [input('source', { kind: 'choice', choices: sources }), input('content')],
}

const ledger = (values: Partial<Ledger> = {}): Ledger => ({
  name: 'petitions',
  title: '来信来访登记台账',
  orderBy: 'receivedAt',
  statusField: 'status',
  fields: [],
  filters: { station: true, period: true, q: true },
  can: { acts: [] },
  createForm: null,
  updateForm: null,
  ...values,
})

const acts = ['accept', 'answer', 'transfer', 'reopen'].map((verb) => ({
  verb,
  label: verb,
  inputs: verb === 'accept' ? [] : [input('reason')],
}))

const row = (...may: string[]): Row => ({ id: 'p1', status: 'registered', may })

describe('making a row by hand', () => {
  test('is not offered where the service gave no form', () => {
    expect(creation(ledger())).toBeUndefined()
  })

  test('goes to the ledger, says what happens, and leaves out sources that are not made by hand', () => {
    const task = creation(ledger({ createForm }))
    expect(task).toMatchObject({
      name: 'create',
      method: 'POST',
      path: '/petitions',
      danger: false,
      explains: expect.stringContaining('通知承办单位'),
    })
    expect(task?.inputs[0]?.choices).toEqual({ walkIn: '来访', letter: '来信' })
    expect(task?.inputs[1]).toEqual(createForm.inputs[1])
    expect(createForm.inputs[0]?.choices).toEqual(sources)
  })

  test('of a ledger that the pages know nothing about works without words', () => {
    const task = creation(ledger({ name: 'gifts', createForm }))
    expect(task).toMatchObject({ path: '/gifts', danger: false })
    expect(task).not.toHaveProperty('explains')
    expect(task?.inputs[0]?.choices).toEqual(sources)
  })
})

describe('what can be done to a row', () => {
  const petitions = ledger({ can: { acts } })
  test('is what the row allows, without the answer that has a box of its own', () => {
    const tasks = tasksOf(petitions, row('accept', 'answer', 'transfer'))
    expect(tasks.map(({ name, path, method }) => [name, method, path])).toEqual([
      ['accept', 'POST', '/petitions/p1/accept'],
      ['transfer', 'POST', '/petitions/p1/transfer'],
    ])
    expect(canAnswer(row('accept', 'answer'))).toBe(true)
    expect(canAnswer(row('accept'))).toBe(false)
  })

  test('is nothing where the row says nothing', () => {
    expect(tasksOf(petitions, row())).toEqual([])
    expect(tasksOf(petitions, { id: 'p1' })).toEqual([])
    expect(canAnswer({ id: 'p1' })).toBe(false)
  })

  test('is nothing that this person’s description of the ledger does not have', () => {
    expect(tasksOf(ledger(), row('accept', 'close'))).toEqual([])
  })

  test('warns of what takes something away', () => {
    const [task] = tasksOf(petitions, row('reopen'))
    expect(task).toMatchObject({ danger: true, explains: expect.stringContaining('60 天') })
  })

  test('begins a change with the row as it stands, and before the acts', () => {
    const updateForm = { label: '修改', inputs: [input('address')] }
    const stations = ledger({ name: 'stations', updateForm, can: { acts } })
    const [first, second] = tasksOf(stations, row('update', 'accept'))
    expect(first).toMatchObject({ name: 'update', method: 'PATCH', path: '/stations/p1' })
    expect(first?.row).toEqual(row('update', 'accept'))
    expect(second?.name).toBe('accept')
    expect(tasksOf(stations, row('accept')).map(({ name }) => name)).toEqual(['accept'])
    expect(tasksOf(ledger({ can: { acts } }), row('update'))).toEqual([])
  })
})

test.each([
  ['petitions', '.xlsx', '', '/api/v1/petitions.xlsx'],
  ['petitions', '.csv', 'q=%E5%BC%A0', '/api/v1/petitions.csv?q=%E5%BC%A0'],
  ['stations', '/print', 'from=2026-03-02', '/api/v1/stations/print?from=2026-03-02'],
])('a file of %s%s with %j stands at %s', (name, suffix, query, address) => {
  expect(fileOf(name, suffix, query)).toBe(address)
})

describe('the columns of a list', () => {
  const field = (key: string, values: Partial<Field> = {}): Field => ({
    key,
    label: '名称',
    kind: 'text',
    ...values,
  })

  test('of an unknown ledger are all but those of detail and paper', () => {
    const fields = [
      field('a'),
      field('b', { detailOnly: true }),
      field('c', { unlisted: true }),
      field('d'),
    ]
    const shown = listColumns(ledger({ name: 'gifts', fields }))
    expect(shown.map(({ field: { key } }) => key)).toEqual(['a', 'd'])
  })

  test('of a wide ledger are chosen, in official order', () => {
    const fields = ['answer', 'dueAt', 'serialNo', 'closedAt', 'status'].map((key) => field(key))
    const shown = listColumns(ledger({ fields }))
    expect(shown.map(({ field: { key } }) => key)).toEqual(['dueAt', 'serialNo', 'status'])
  })

  test.each([
    ['a narrow field', { width: 6, label: '性别' }, 66],
    ['a heading longer than its field', { width: 4, label: '所在社区（乡镇）' }, 136],
    ['a very wide field', { width: 50 }, 190],
    ['no width', {}, 108],
    ['a time limit with its words', { key: 'dueAt', width: 17 }, 178],
  ])('%s is %o: %i pixels', (_, values, width) => {
    const fields = [field('status', values)]
    expect(listColumns(ledger({ name: 'gifts', fields }))).toEqual([{ field: fields[0], width }])
  })
})

describe('the menu', () => {
  const named = (...names: string[]) => names.map((name) => ledger({ name, title: `${name}台账` }))
  const keys = (ledgers: readonly Ledger[], day: boolean) =>
    menuGroups(ledgers, day).map(({ title, items }) => [title, items.map(({ key }) => key)])

  test('groups what a person may read, and leaves out empty groups', () => {
    const all = named('retirees', 'petitions', 'retiree-imports', 'outbox', 'stations')
    expect(keys(all, true)).toEqual([
      ['工作', ['today', 'import', 'handover']],
      ['台账', ['retirees', 'petitions', 'retiree-imports']],
      ['消息', ['outbox', 'channels']],
      ['个人信息', ['privacy']],
      ['管理', ['stations']],
    ])
    expect(keys(named('audit-entries'), false)).toEqual([
      ['个人信息', ['privacy']],
      ['管理', ['audit-entries']],
    ])
    expect(keys([], false)).toEqual([['个人信息', ['privacy']]])
  })

  test('shows a new ledger by itself, under its own title, and shortens a long one', () => {
    const groups = menuGroups(named('gifts', 'retirees'), false)
    expect(groups.find(({ title }) => title === '台账')?.items).toEqual([
      { key: 'gifts', path: '/ledgers/gifts', label: 'gifts台账' },
      { key: 'retirees', path: '/ledgers/retirees', label: '基本信息台账' },
    ])
  })
})

describe('how a channel stands', () => {
  const states = ['online', 'connecting', 'needs-login', 'limited', 'off'] as const
  const channel = (state: Channel['state']): Channel => ({
    channel: 'telegram',
    label: 'Telegram',
    state,
    since: 0,
    waitingIn: 0,
    waitingOut: 0,
    gaps: [],
  })

  test.each(states)('%s is told in Chinese words', (state) => {
    const { label, advice } = standing(channel(state))
    expect(label).toMatch(/^\p{Script=Han}{2,8}$/u)
    expect(advice === '' || /。$/.test(advice)).toBe(true)
  })

  test('only what asks for somebody is alarming, and says what to do', () => {
    const alarming = states.filter((state) => standing(channel(state)).tone === 'danger')
    expect(alarming).toEqual(['needs-login'])
    for (const state of alarming) expect(standing(channel(state)).advice).not.toBe('')
    expect(new Set(states.map((state) => standing(channel(state)).label)).size).toBe(states.length)
  })
})
