import { test } from 'vitest'
import { type Trouble, toldThenHealed } from './telegram-troubles.ts'

const troubles: readonly Trouble[] = [
  ['a wrong token', { kind: 'answer', code: 401 }, 'needs-login', '令牌无效'],
  ['a malformed token', { kind: 'answer', code: 404 }, 'needs-login', '令牌无效'],
  ['another poller', { kind: 'answer', code: 409 }, 'connecting', '另有程序'],
  ['cut connections', { kind: 'cut-before' }, 'connecting', 'ECONNRESET'],
  ['a flood pause', { kind: 'answer', code: 429, retryAfter: 1 }, 'limited', '放慢'],
  ['a server that hangs', { kind: 'hang' }, 'connecting', '没有回应'],
]

test.concurrent.for(troubles)('%s is told, then healed', { timeout: 40_000 }, toldThenHealed)
