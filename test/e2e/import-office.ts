import { runCommand, type ServiceProcess, startProcess } from './service.ts'

/** An import as the API tells it. */
export interface ImportState {
  readonly id: string
  readonly status: string
  readonly rowCount: number
  readonly newCount: number
  readonly sameCount: number
}

/** A center's token of a database; the account is opened without a service. */
export async function centerToken(env: Readonly<Record<string, string>>): Promise<string> {
  const add = ['staff', 'add', '--login', 'center', '--name', '李明', '--role', 'center_supervisor']
  await runCommand(add, env, 'a quiet office of our own\n')
  const { out } = await runCommand(['staff', 'token', '--login', 'center'], env)
  return out.trim()
}

/** Lists at a running service, as the page brings them. */
export function importsAt({ address }: Pick<ServiceProcess, 'address'>, token: string) {
  const call = async (path: string, init: RequestInit = {}): Promise<ImportState> => {
    const headers = { ...init.headers, authorization: `Bearer ${token}` }
    const url = `${address}/api/v1/retiree-imports${path}`
    const response = await fetch(url, { ...init, headers })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    // Cast: what the API documents.
    return (await response.json()) as ImportState
  }
  const state = (id: string) => call(`/${id}`)
  return {
    state,
    async upload(file: Buffer): Promise<ImportState> {
      const form = new FormData()
      form.append('stationId', 'guangtong')
      form.append('file', new Blob([new Uint8Array(file)]), 'list.xlsx')
      return call('', { method: 'POST', body: form })
    },
    /** Asks again and again, `everyMs` apart, until the import is as wanted. */
    async until(id: string, wanted: (now: ImportState) => boolean, everyMs = 5) {
      for (;;) {
        const now = await state(id)
        if (wanted(now)) return now
        await new Promise((resolve) => setTimeout(resolve, everyMs))
      }
    },
    confirm: (id: string) =>
      call(`/${id}/confirm`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
  }
}

/** Starts the service of a database. */
export async function importOffice(env: Readonly<Record<string, string>>, token: string) {
  const service = await startProcess(env)
  return { service, lists: importsAt(service, token) }
}
