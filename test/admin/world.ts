import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { type Petition, petitions } from '../../db/ledgers/petition.ts'
import { acceptPetition, answerPetition } from '../../db/ledgers/petition-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { attachments, updateFile, wantFiles } from '../../db/messaging/attachment.ts'
import { failMessage, inbox, maxInboxAttempts, storeIncoming } from '../../db/messaging/inbox.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { queueMessages } from '../../db/messaging/queue-message.ts'
import type { Store } from '../../db/store.ts'
import { incoming, makeAccount, monday, system } from '../support.ts'

/** Words that only one place may let out. */
export interface Secrets {
  readonly name: string
  readonly phone: string
  readonly content: string
}

let made = 0

/** A petition of a station, in the state asked for. */
export async function makePetition(
  store: Store,
  stationId: string,
  secrets: Secrets,
  status: 'registered' | 'accepted' | 'answered' = 'registered',
  now = monday,
): Promise<Petition> {
  return store.tx(async (tx) => {
    const values = { stationId, kind: 'help', source: 'walkIn', ...secrets } as const
    const row = await registerPetition(tx, values, system, now)
    if (status === 'accepted') return acceptPetition(tx, row.id, system, now)
    if (status === 'answered') return answerPetition(tx, row.id, secrets.content, system, now)
    return row
  })
}

/** A message to somebody in a matter of a station. */
export async function makeOutgoing(
  store: Store,
  stationId: string,
  text: string,
  status: 'queued' | 'uncertain' = 'queued',
): Promise<string> {
  const account = await makeAccount(store, { peerId: `peer${++made}` })
  const message = { to: account, kind: 'answer', content: { text }, stationId } as const
  await store.tx((tx) => queueMessages(tx, [message], monday))
  const [row] = await store.read.select().from(outbox).where(eq(outbox.accountId, account.id))
  if (row === undefined) throw new Error('nothing was queued')
  await store.tx((tx) => tx.update(outbox).set({ status }).where(eq(outbox.id, row.id)))
  return row.id
}

/** A message that could not be handled three times. */
export async function makeFailure(store: Store, text: string): Promise<string> {
  const message = incoming(text)
  await store.tx((tx) => storeIncoming(tx, [message], monday))
  const [row] = await store.read
    .select()
    .from(inbox)
    .where(eq(inbox.externalId, message.externalId))
  if (row === undefined) throw new Error('nothing was stored')
  for (let tries = 0; tries < maxInboxAttempts; tries++)
    await store.tx((tx) => failMessage(tx, row.id, 'TypeError', monday))
  return row.id
}

/** A file of a petition; stored in `folder` with these bytes. */
export async function makeAttachment(
  store: Store,
  folder: string,
  petitionId: string,
  file: { mediaType: string; bytes: string },
): Promise<string> {
  const inboxId = await makeFailure(store, '')
  const [id = ''] = await store.tx((tx) =>
    wantFiles(tx, { id: inboxId, channel: 'telegram' }, [{ ref: 'r', kind: 'image' }], monday),
  )
  const fileName = `file${++made}`
  writeFileSync(join(folder, fileName), file.bytes)
  const { mediaType } = file
  await store.tx((tx) =>
    updateFile(tx, id, { status: 'stored', fileName, mediaType, petitionId, bytes: 1 }),
  )
  return id
}

/** How many petitions and files there are: what a refused request must not change. */
export async function countRows(store: Store) {
  return [await store.read.$count(petitions), await store.read.$count(attachments)]
}
