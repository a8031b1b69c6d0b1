/** What the Bot API answers: `{ok: true, result}` or `{ok: false, error_code, description, parameters?}`. */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false
      readonly error_code: number
      readonly description: string
      readonly parameters?: { readonly retry_after: number }
    }

const reasons: Record<number, string> = {
  400: 'Bad Request: rejected by script',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  429: 'Too Many Requests: retry later',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
}

/** A positive answer. */
export const granted = (result: unknown): Answer => ({ ok: true, result })

/** A refusal, worded as the real server words it unless told otherwise. `retryAfter` in seconds. */
export function refused(code: number, description?: string, retryAfter?: number): Answer {
  const base = {
    ok: false,
    error_code: code,
    description: description ?? reasons[code] ?? 'Error',
  } as const
  return retryAfter === undefined ? base : { ...base, parameters: { retry_after: retryAfter } }
}

/** A 400 with the real server's prefix. */
export const badRequest = (why: string): Answer => refused(400, `Bad Request: ${why}`)
