/** Why a platform did not take a message: `limited` and `offline` wait, the others are final for this person. */
export type Refusal = 'limited' | 'offline' | 'blocked' | 'unknown-peer' | 'too-long' | 'rejected'

/** What became of one send. `uncertain`: it may have arrived, so nothing is sent again blindly. `why` is a code, never platform text. */
export type SendOutcome =
  | { readonly state: 'accepted'; readonly remoteId?: string }
  | { readonly state: 'refused'; readonly why: Refusal; readonly retryAfterMs?: number }
  | { readonly state: 'uncertain'; readonly why: string }
