import { hash, verify } from '@node-rs/argon2'

// argon2id is the library's default; about 47 ms and 19 MB a hash.
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes at once: more would take the memory and threads that everyone else needs. */
const atOnce = 2
/** Hashes that may wait; beyond, people are asked to come back. */
const mostWaiting = 40

let running = 0
const waiting: (() => void)[] = []

/** Too many people sign in at this moment. */
export class PasswordBusy extends Error {}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting) throw new PasswordBusy('too many passwords at once')
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

/** Shortest password. */
const passwordLeast = 8
/** Longest password; longer ones only cost time. */
const passwordMost = 200

/** What is wrong with a new password, as a Chinese sentence; undefined when nothing is. */
export function passwordFault(password: string, login: string): string | undefined {
  const length = [...password].length
  if (length < passwordLeast) return `密码至少要 ${passwordLeast} 个字符。`
  if (length > passwordMost) return `密码最多 ${passwordMost} 个字符。`
  if (password.toLowerCase() === login.toLowerCase()) return '密码不能和登录名相同。'
  if (new Set(password).size < 3) return '密码太简单，请换一个。'
  return undefined
}

/** argon2id of a password, encoded with its parameters. At most two are made at once. @throws {PasswordBusy} */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFKC'), options))

let nobody: Promise<string> | undefined

/** Whether the password fits. Without a hash it takes as long and is false, so that logins cannot be guessed by time. */
export async function passwordFits(stored: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const usable = stored?.startsWith('$argon2') ? stored : undefined
  const against = usable ?? (await nobody)
  const fits = await inTurn(() => verify(against, password.normalize('NFKC')))
  return fits && usable !== undefined
}
