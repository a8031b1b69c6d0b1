import { describe, expect, test } from 'vitest'
import { draftOf, keepDraft } from '../../../admin/web/src/drafts.ts'
import { act, decide, readRows, sendList } from '../../../admin/web/src/imports.ts'
import { filtersOf, noFilters, useList } from '../../../admin/web/src/list.ts'
import {
  forget,
  ledgerNamed,
  resume,
  seesDay,
  session,
  setUp,
  signIn,
  signOut,
  stationName,
} from '../../../admin/web/src/session.ts'
import { type Answer, makeWire, type Sent } from './wire.ts'

const queryOf = ({ path }: Sent) => Object.fromEntries(new URLSearchParams(path.split('?')[1]))

/** A service with rows 0 to `count - 1` in pages of two. */
function pagesOf(count: number) {
  return (sent: Sent): Answer => {
    const { cursor = '0' } = queryOf(sent)
    const from = Number(cursor)
    const ids = [from, from + 1].filter((n) => n < count)
    const nextCursor = from + 2 < count ? String(from + 2) : null
    return { json: { items: ids.map((n) => ({ id: `r${n}` })), nextCursor } }
  }
}

describe('a list', () => {
  const ids = ({ rows }: ReturnType<typeof useList>) => rows.value.map(({ id }) => id)

  test('turns its pages forward and back, and stays on the last', async () => {
    makeWire(pagesOf(5))
    const list = useList('petitions', noFilters)
    await list.load()
    expect(ids(list)).toEqual(['r0', 'r1'])
    await list.forward()
    await list.forward()
    expect([ids(list), list.next.value]).toEqual([['r4'], null])
    await list.forward()
    expect(ids(list)).toEqual(['r4'])
    await list.back()
    expect(ids(list)).toEqual(['r2', 'r3'])
    await list.back()
    await list.back()
    expect([ids(list), list.trail.value]).toEqual([['r0', 'r1'], []])
  })

  test('asks for what is filtered and for nothing else, and searches from the first page', async () => {
    const { sent } = makeWire(pagesOf(9))
    const list = useList('petitions', { ...noFilters, q: '张' })
    await list.load()
    await list.forward()
    list.filters.status = 'accepted'
    await list.search()
    expect(sent.map(queryOf)).toEqual([
      { q: '张', limit: '50' },
      { q: '张', limit: '50', cursor: '2' },
      { q: '张', status: 'accepted', limit: '50' },
    ])
    expect(noFilters.q).toBe('')
  })

  test('is narrowed by the choices of its ledger, each under its own name, and by none of another', async () => {
    const { sent } = makeWire(pagesOf(3))
    const choice = (key: string) => ({ key, label: key, choices: { yes: '是', no: '否' } })
    const filters = {
      station: true,
      period: true,
      q: true,
      narrow: [choice('hardship'), choice('age')],
    }
    const ledger = {
      name: 'retirees',
      title: '台账',
      orderBy: 'createdAt',
      statusField: null,
      fields: [],
      filters,
      can: { acts: [] },
      createForm: null,
      updateForm: null,
    }
    expect(filtersOf(ledger)).toEqual({ ...noFilters, hardship: '', age: '' })
    expect(filtersOf({ ...ledger, filters: { ...filters, narrow: [] } })).toEqual(noFilters)
    expect(filtersOf(undefined)).toEqual(noFilters)
    const list = useList('retirees', filtersOf(ledger))
    list.filters['hardship'] = 'yes'
    await list.search()
    list.filters['age'] = 'no'
    await list.search()
    Object.assign(list.filters, filtersOf(ledger))
    await list.search()
    expect(sent.map(queryOf)).toEqual([
      { hardship: 'yes', limit: '50' },
      { hardship: 'yes', age: 'no', limit: '50' },
      { limit: '50' },
    ])
  })

  test('shows the answer to the last question, whichever comes last', async () => {
    const answers: ((answer: { readonly json: unknown }) => void)[] = []
    makeWire(() => new Promise((resolve) => answers.push(resolve)))
    const list = useList('petitions', noFilters)
    const [first, second] = [list.load(), list.search()]
    answers[1]?.({ json: { items: [{ id: 'new' }], nextCursor: null } })
    await second
    answers[0]?.({ json: { items: [{ id: 'old' }], nextCursor: null } })
    await first
    expect(ids(list)).toEqual(['new'])
    expect(list.busy.value).toBe(false)
  })

  test('keeps what it shows when a page cannot be had, says so, and recovers', async () => {
    let down = false
    const page = pagesOf(5)
    makeWire((sent) => (down ? 'unreachable' : page(sent)))
    const list = useList('petitions', noFilters)
    await list.load()
    down = true
    await list.forward()
    expect([ids(list), list.problem.value]).toEqual([
      ['r0', 'r1'],
      expect.stringMatching(/^连不上/),
    ])
    expect([list.busy.value, list.trail.value]).toEqual([false, []])
    down = false
    await list.forward()
    expect([ids(list), list.problem.value]).toEqual([['r2', 'r3'], ''])
  })
})

const me = { id: 's1', name: '李明', role: 'station_clerk', stationId: 'guangtong' } as const
const described = [{ name: 'petitions' }, { name: 'stations' }]

/** A service in which somebody is signed in, or not. */
const service =
  (signedIn: () => boolean, ledgers: readonly object[] = described) =>
  ({ path, method }: Sent): Answer => {
    if (path === '/session' && method === 'DELETE') return { status: 204 }
    if (!signedIn() && method === 'GET')
      return { status: 401, json: { code: 'not_signed_in', message: '请先登录。' } }
    if (path === '/session') return { json: { staff: me, csrf: 'fresh' } }
    if (path === '/ledgers') return { json: { ledgers } }
    if (path.startsWith('/stations'))
      return { json: { items: [{ id: 'guangtong', name: '广通站' }], nextCursor: null } }
    return { json: {} }
  }

describe('who is signed in', () => {
  test('is known after the sign-in, with ledgers and stations, and forgotten after it', async () => {
    const { sent } = makeWire(service(() => true))
    await signIn('li.ming', '密码')
    expect(session.me).toEqual(me)
    expect(ledgerNamed('petitions')).toEqual({ name: 'petitions' })
    expect(ledgerNamed('gifts')).toBeUndefined()
    expect([stationName('guangtong'), stationName('heijing'), stationName(null)]).toEqual([
      '广通站',
      '',
      '',
    ])
    expect(seesDay()).toBe(true)
    await signOut()
    expect(session).toEqual({ me: undefined, ledgers: [], stations: [] })
    expect(sent.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'csrf-token': 'fresh' } })
  })

  test('is forgotten although the service cannot be told', async () => {
    makeWire(service(() => true))
    await signIn('li.ming', '密码')
    makeWire(() => 'unreachable')
    await expect(signOut()).rejects.toThrow('连不上')
    expect(session.me).toBeUndefined()
  })

  test('is taken up from the cookie once, and a cookie that ran out is no fault', async () => {
    forget()
    makeWire(service(() => false))
    expect(await resume()).toBe(false)
    const { sent } = makeWire(service(() => true))
    expect([await resume(), await resume()]).toEqual([true, true])
    expect(sent.filter(({ path }) => path === '/session')).toHaveLength(1)
    forget()
    makeWire(() => ({ status: 500 }))
    await expect(resume()).rejects.toThrow('服务出了问题')
    expect(session.me).toBeUndefined()
  })

  test('without the list of stations is signed in all the same', async () => {
    forget()
    const { sent } = makeWire(service(() => true, [{ name: 'audit-entries' }]))
    await signIn('audit', '密码')
    expect(session.stations).toEqual([])
    expect(sent.some(({ path }) => path.startsWith('/stations'))).toBe(false)
    forget()
  })

  test('for the first time makes the account and comes in with it', async () => {
    const { sent } = makeWire(service(() => true))
    await setUp({ code: '0123456789', login: 'admin', name: '王', password: '密码' })
    expect(sent.slice(0, 2).map(({ path, body }) => [path, body])).toEqual([
      ['/setup', { code: '0123456789', login: 'admin', name: '王', password: '密码' }],
      ['/session', { login: 'admin', password: '密码' }],
    ])
    forget()
  })
})

describe('an answer that was begun', () => {
  test('is kept for this person and this petition, and forgotten when it is empty', async () => {
    makeWire(service(() => true))
    keepDraft('p1', '没有人登录时写的')
    await signIn('li.ming', '密码')
    expect(draftOf('p1')).toBe('')
    keepDraft('p1', '已经')
    keepDraft('p2', '另一件')
    expect([draftOf('p1'), draftOf('p2'), draftOf('p3')]).toEqual(['已经', '另一件', ''])
    session.me = { ...me, id: 's2' }
    expect(draftOf('p1')).toBe('')
    session.me = me
    keepDraft('p1', '')
    expect([draftOf('p1'), draftOf('p2')]).toEqual(['', '另一件'])
    forget()
    expect(draftOf('p2')).toBe('')
  })
})

test('an import is sent, read row by row, decided on and confirmed at its addresses', async () => {
  const { sent } = makeWire(() => ({ json: { items: [{ rowNo: 3 }] } }))
  await sendList({ stationId: 'guangtong' }, new File(['x'], '名单.xlsx'))
  expect(await readRows('i1', 'ask', 0)).toEqual([{ rowNo: 3 }])
  await decide('i1', 'keep')
  await decide('i1', 'take', 3)
  await act('i1', 'confirm')
  expect(sent.slice(1).map(({ method, path, body }) => [method, path, body])).toEqual([
    ['GET', '/retiree-imports/i1/rows?outcome=ask&after=0', undefined],
    ['POST', '/retiree-imports/i1/decide', { decision: 'keep' }],
    ['POST', '/retiree-imports/i1/decide', { decision: 'take', rowNo: 3 }],
    ['POST', '/retiree-imports/i1/confirm', undefined],
  ])
})
