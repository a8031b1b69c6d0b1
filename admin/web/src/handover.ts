import { call, queryText } from './api.ts'
import type { Task } from './tasks.ts'
import type { Input } from './types.ts'

/** How far one station is with its list; `perDay` to be done until the target date. */
export interface Progress {
  readonly stationId: string
  readonly stationName: string
  readonly total: number
  readonly checked: number
  readonly differing: number
  readonly met: number
  readonly complete: number
  readonly managed: number
  readonly perDay: number | null
}

/** Somebody whose meeting checklist is not done. */
export interface Unmet {
  readonly id: string
  readonly name: string
  readonly patch: string
  readonly bornOn: string
  readonly meeting: string
}

/** The patches of a station and who works there. */
export interface Desk {
  readonly patches: readonly {
    readonly patch: string
    readonly people: number
    readonly unmet: number
  }[]
  readonly colleagues: readonly {
    readonly id: string
    readonly name: string
    readonly status: string
    readonly people: number
    readonly petitions: number
  }[]
}

/** Progress of every station, against a target date `YYYY-MM-DD` where one is given. */
export async function readProgress(target: string): Promise<readonly Progress[]> {
  const query = queryText({ target })
  return (await call<{ items: Progress[] }>('GET', `/handover/progress?${query}`)).items
}

/** The patches and workers of a station. */
export const readDesk = (station: string) =>
  call<Desk>('GET', `/handover/desk?${queryText({ station })}`)

/** A page of people still to be met, of one patch or of all; `after`: the last one shown. */
export async function readUnmet(station: string, patch: string | undefined, after?: Unmet) {
  const from = after === undefined ? {} : { afterPatch: after.patch, afterId: after.id }
  const query = queryText({ station, patch, ...from })
  // An empty patch is one too: people of whom none is known.
  const none = patch === '' ? '&patch=' : ''
  return (await call<{ items: Unmet[] }>('GET', `/handover/unmet?${query}${none}`)).items
}

/** Every station together. */
export function totalOf(rows: readonly Progress[]): Progress {
  const sum = (key: 'total' | 'checked' | 'differing' | 'met' | 'complete' | 'managed') =>
    rows.reduce((total, row) => total + row[key], 0)
  const paced = rows.filter(({ perDay }) => perDay !== null)
  const perDay = paced.reduce((total, row) => total + (row.perDay ?? 0), 0)
  return {
    stationId: '',
    stationName: '合计',
    total: sum('total'),
    checked: sum('checked'),
    differing: sum('differing'),
    met: sum('met'),
    complete: sum('complete'),
    managed: sum('managed'),
    perDay: paced.length === 0 ? null : perDay,
  }
}

const labelled = (items: readonly (readonly [string, string])[]) => Object.fromEntries(items)

/** Patches to choose one of, or the whole station. */
function patchInput({ patches }: Desk): Input {
  const all = patches.reduce((sum, { people }) => sum + people, 0)
  const named = patches.filter(({ patch }) => patch !== '')
  const choices = labelled([
    ['', `全站（${all} 人）`],
    ...named.map(({ patch, people }) => [patch, `${patch}（${people} 人）`] as const),
  ])
  return { key: 'patch', label: '范围', kind: 'choice', required: false, choices }
}

const workerInput = (key: string, label: string, { colleagues }: Desk, active: boolean): Input => ({
  key,
  label,
  kind: 'choice',
  required: true,
  choices: labelled(
    colleagues
      .filter(({ status }) => !active || status === 'active')
      .map(({ id, name, status, people, petitions }) => [
        id,
        `${name}${status === 'active' ? '' : '（已停用）'}：${people} 人，${petitions} 件`,
      ]),
  ),
})

const post = { method: 'POST' as const }

/** People of a station, or of one patch of it, go to another station. */
export const reassignTask = (stationId: string, desk: Desk): Task => ({
  ...post,
  name: 'reassign',
  label: '批量调整管理单位',
  path: '/handover/reassign',
  explains: '选中的人转到另一个单位管理，原单位从此看不到他们。变动记入每个人的管理单位记录。',
  danger: true,
  fixed: { fromStationId: stationId },
  inputs: [
    patchInput(desk),
    { key: 'stationId', label: '调往单位', kind: 'station', required: true },
    { key: 'reason', label: '原因', kind: 'text', required: true, maxLength: 200 },
  ],
})

/** People of a station, or of one patch of it, get somebody who looks after them. */
export const assignTask = (stationId: string, desk: Desk): Task => ({
  ...post,
  name: 'assign',
  label: '划分责任人',
  path: '/handover/assign',
  explains: '这些人由选中的工作人员负责联系。',
  fixed: { stationId },
  inputs: [patchInput(desk), workerInput('staffId', '责任人', desk, true)],
})

/** Everything one worker looks after goes to another. */
export const workTask = (desk: Desk): Task => ({
  ...post,
  name: 'work',
  label: '工作交接',
  path: '/handover/work',
  explains: '交出人负责的人员和没有办结的来信来访，一次全部交给接手人。',
  danger: true,
  inputs: [workerInput('fromId', '交出人', desk, false), workerInput('toId', '接手人', desk, true)],
})
