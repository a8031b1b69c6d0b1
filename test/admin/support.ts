import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { onTestFinished } from 'vitest'
import { hashSecret, newSecret } from '../../admin/secret.ts'
import { buildServer } from '../../admin/server.ts'
import type { AdminOptions } from '../../admin/types.ts'
import { openSession } from '../../db/access/session.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import type { Store } from '../../db/store.ts'
import { packageKnowledge } from '../policy/trained.ts'
import { monday, testFolder, testStore } from '../support.ts'

/** A line of the log. */
export interface LogLine {
  readonly event: string
  readonly fields: Readonly<Record<string, string | number | undefined>> | undefined
}

/** A server over a database of its own, with a clock that only the test moves. */
export interface TestServer {
  readonly server: FastifyInstance
  readonly store: Store
  readonly clock: { now: number }
  readonly lines: LogLine[]
  readonly folder: string
}

/** Builds one; nothing listens, requests are injected. */
export async function testServer(
  values: Partial<Omit<AdminOptions, 'config'>> & { config?: Partial<AdminOptions['config']> } = {},
): Promise<TestServer> {
  const store = values.store ?? (await testStore())
  const clock = { now: monday }
  const lines: LogLine[] = []
  const folder = testFolder()
  const server = buildServer({
    store,
    now: () => clock.now,
    log: (event, fields) => lines.push({ event, fields }),
    knowledge: packageKnowledge,
    readiness: async () => ({ ok: true, checks: { database: '正常' }, channels: [] }),
    ...values,
    config: { secureCookies: false, attachmentsFolder: folder, ...values.config },
  })
  onTestFinished(() => server.close())
  await server.ready()
  return { server, store, clock, lines, folder }
}

/** Asks as one signed-in person, the way the page does: session cookie and CSRF token. */
export type Ask = (
  method: NonNullable<InjectOptions['method']>,
  url: string,
  payload?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<LightMyRequestResponse>

/** Signs a member in without the cost of a password. */
export async function signInAs({ server, store, clock }: TestServer, member: Staff): Promise<Ask> {
  const [secret, csrf] = [newSecret(), newSecret()]
  const session = { hash: hashSecret(secret), staffId: member.id, csrf }
  await store.tx((tx) => openSession(tx, session, clock.now))
  return (method, url, payload, headers = {}) =>
    server.inject({
      method,
      url: url.startsWith('/api/docs') ? url : `/api/v1${url}`,
      headers: { cookie: `sid=${secret}`, 'csrf-token': csrf, ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
}

/** A form with a file, as a browser sends it. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  file: { readonly name: string; readonly bytes: Buffer },
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const line = '----form-of-a-test'
  const head = (text: string) => `--${line}\r\ncontent-disposition: form-data; ${text}\r\n`
  const parts = Object.entries(fields).map(
    ([key, value]) => `${head(`name="${key}"`)}\r\n${value}\r\n`,
  )
  const fileHead = `${head(`name="file"; filename="${file.name}"`)}content-type: application/octet-stream\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(parts.join('') + fileHead),
    file.bytes,
    Buffer.from(`\r\n--${line}--\r\n`),
  ])
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${line}` } }
}
