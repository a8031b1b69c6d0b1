import type { Scope } from './scope.ts'

/** Who does something to a ledger: a staff member, the person at the other end of a chat, or the service by itself. */
export interface Actor {
  readonly kind: 'staff' | 'person' | 'system'
  /** Staff id, channel account id, or the job's name. */
  readonly id: string
  readonly scope: Scope
  /** Approves for 县退管中心. */
  readonly center: boolean
}
