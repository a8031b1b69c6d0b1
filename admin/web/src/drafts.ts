import { session } from './session.ts'

const kept = new Map<string, string>()
const keyOf = (petitionId: string) => `${session.me?.id}:${petitionId}`

/** What this person had begun to answer; survives a sign-in that ran out, not a reload of the page. */
export const draftOf = (petitionId: string): string => kept.get(keyOf(petitionId)) ?? ''

/** Keeps what is being written; empty text forgets it. */
export function keepDraft(petitionId: string, text: string): void {
  if (session.me === undefined) return
  if (text === '') kept.delete(keyOf(petitionId))
  else kept.set(keyOf(petitionId), text)
}
