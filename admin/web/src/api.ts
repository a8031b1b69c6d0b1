/** What the service answered instead of doing it; `message` is Chinese and for a person. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Address of every resource. */
export const apiRoot = '/api/v1'

const timeoutMs = 30_000
let csrf = ''
let signedOut: () => void = () => undefined
let serverOffset = performance.timeOrigin

/** Keeps the token that proves that a write comes from these pages. */
export function useCsrf(token: string): void {
  csrf = token
}

/** `listener` is called whenever the service no longer knows who is signed in. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

/** The service's clock in epoch milliseconds; clocks of office PCs are often wrong. */
export function serverNow(): number {
  return serverOffset + performance.now()
}

const offline = new ApiError(0, 'offline', '连不上服务。请检查网络，过一会儿再试。')

const byStatus: Readonly<Record<number, string>> = {
  401: '登录已过期，请重新登录。',
  403: '您没有权限这样做。',
  404: '没有找到，可能已被移走，或不归您的单位办理。',
  429: '操作太快了，请过一分钟再试。',
  503: '服务正忙，请过一会儿再试。',
}

/** `a=1&b=2` of what is not empty. */
export function queryText(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== '') query.set(key, String(value))
  return query.toString()
}

async function request(method: string, path: string, body: unknown): Promise<Response> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET') headers['csrf-token'] = csrf
  const form = body instanceof FormData
  if (body !== undefined && !form) headers['content-type'] = 'application/json'
  try {
    return await fetch(apiRoot + path, {
      method,
      headers,
      signal: controller.signal,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    })
  } catch {
    throw offline
  } finally {
    clearTimeout(timer)
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const { status } = response
  const fallback = byStatus[status] ?? '服务出了问题，请稍后再试；还不行请联系系统管理员。'
  const body: unknown = await response.json().catch(() => undefined)
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const { code, message } = given
  return new ApiError(
    status,
    typeof code === 'string' ? code : `http_${status}`,
    typeof message === 'string' && message !== '' ? message : fallback,
  )
}

/**
 * Calls the service. The caller names the shape, which the API's own schema guarantees.
 * @throws {ApiError} for every refusal and when the service cannot be reached.
 */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await request(method, path, body)
  const date = Date.parse(response.headers.get('date') ?? '')
  if (!Number.isNaN(date)) serverOffset = date - performance.now()
  if (response.ok) {
    const text = await response.text()
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  const error = await refusal(response)
  if (response.status === 401 && path !== '/session') signedOut()
  throw error
}

/** Sends a file with some fields. @throws {ApiError} */
export function upload<T>(
  path: string,
  fields: Readonly<Record<string, string>>,
  file: File,
): Promise<T> {
  const form = new FormData()
  // Fields stand before the file: the service reads them while the file is still coming.
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  form.append('file', file)
  return call<T>('POST', path, form)
}

/** Words for whatever went wrong, for a person. */
export function sayError(error: unknown): string {
  return error instanceof ApiError ? error.message : '页面出了问题，请刷新后再试。'
}
