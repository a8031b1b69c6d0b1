import { setTimeout as pause } from 'node:timers/promises'
import { types } from 'wechaty-puppet'
import type { PuppetService } from 'wechaty-puppet-service'
import type { Incoming } from '../../../db/messaging/message.ts'
import { breaksLink } from './gateway-error.ts'
import { type Announced, CALL_MS } from './protocol.ts'
import { codeIn, contentOf, idLife, isNobody } from './translate.ts'
import { within } from './within.ts'

const FRIEND_PAUSES_MS = [250, 500, 1_000]
/** Below this a timestamp is in seconds, above in milliseconds: puppets differ. */
const SECONDS_END = 1e11

/**
 * Reads what the gateway told of, by itself instead of through the library's Message, which turns errors into "no such message" and
 * looks up every contact. Undefined: a group's, our own, an official account's, or an old friendship. @throws the library's errors
 */
export function readAnnounced(
  puppet: PuppetService,
  account: string,
  item: Announced,
): Promise<Incoming | undefined> {
  return item.what === 'message'
    ? readMessage(puppet, account, item.id)
    : acceptFriend(puppet, account, item.id)
}

async function readMessage(
  puppet: PuppetService,
  account: string,
  id: string,
): Promise<Incoming | undefined> {
  const payload = await within(CALL_MS, puppet.messagePayload(id))
  const { talkerId, roomId, timestamp } = payload
  if (roomId || talkerId === account || isNobody(talkerId)) return undefined
  return {
    channel: 'wechat',
    account,
    externalId: id,
    peerId: talkerId,
    idLife: idLife(talkerId),
    ...(timestamp > 0 ? { sentAt: timestamp < SECONDS_END ? timestamp * 1000 : timestamp } : {}),
    content: contentOf({ ...payload, id }),
  }
}

/**
 * Accepts a friend request and makes a message of it: `bind` with the code its words hold, else what a newcomer to a bot sends, so that
 * the core greets.
 */
async function acceptFriend(
  puppet: PuppetService,
  account: string,
  id: string,
): Promise<Incoming | undefined> {
  const request = await within(CALL_MS, puppet.friendshipPayload(id))
  if (request.type !== types.Friendship.Receive) return undefined
  await accept(puppet, id, request.contactId)
  const code = codeIn(request.hello ?? '')
  return {
    channel: 'wechat',
    account,
    externalId: `friend-request:${id}`,
    peerId: request.contactId,
    idLife: idLife(request.contactId),
    content: code === undefined ? { kind: 'text', text: '/start' } : { kind: 'bind', text: code },
  }
}

/** A request that an earlier process accepted is refused the second time: then being friends is what counts. */
async function accept(puppet: PuppetService, id: string, contactId: string): Promise<void> {
  try {
    await within(CALL_MS, puppet.friendshipAccept(id))
  } catch (error) {
    if (breaksLink(error) || !(await isFriend(puppet, contactId))) throw error
  }
  // A new friend's contact may lag behind by seconds, and a greeting sent before would be refused.
  for (const ms of FRIEND_PAUSES_MS) {
    if (await isFriend(puppet, contactId)) return
    await pause(ms)
  }
}

/** Asks the gateway itself: the cache outlives what it holds. Not known yet is the same as not a friend yet. */
async function isFriend(puppet: PuppetService, contactId: string): Promise<boolean> {
  try {
    await within(CALL_MS, puppet.contactPayloadDirty(contactId))
    const { friend } = await within(CALL_MS, puppet.contactPayload(contactId))
    return friend !== false
  } catch (error) {
    if (breaksLink(error)) throw error
    return false
  }
}
