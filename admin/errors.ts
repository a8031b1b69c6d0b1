import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { errorName, LedgerError, violation } from '../db/errors.ts'
import { PasswordBusy } from './password.ts'
import type { Log } from './types.ts'

/** What every error reply looks like; `message` is Chinese, for a person. */
export interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly details?: readonly { readonly field: string; readonly message: string }[] | undefined
}

/** A refusal by the server itself, before any ledger is asked. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly details: ErrorBody['details']
  constructor(status: number, code: string, message: string, details?: ErrorBody['details']) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

/** Not signed in, or no longer. */
export const notSignedIn = () => new ApiError(401, 'not_signed_in', '请先登录。')
/** Signed in, but not for this. */
export const notAllowed = () => new ApiError(403, 'not_allowed', '您的账号不能办理这一项。')
/** No such route, row or file. */
export const notHere = () => new ApiError(404, 'not_found', '没有找到您要的内容。')

const ledgerStatus: Readonly<Record<string, number>> = {
  not_found: 404,
  bad_cursor: 400,
  search_too_short: 400,
}

const frameworkErrors: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'too_large', '提交的内容太大，请缩短后再试。'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'bad_content_type', '提交的格式不对，请用 JSON 格式。'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'bad_json', '提交的内容不是正确的 JSON。'],
  FST_ERR_BAD_URL: [400, 'bad_url', '网址不正确，请检查后再试。'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'bad_length', '提交的内容不完整，请重试。'],
}

function bodyOf(error: unknown): readonly [number, ErrorBody] {
  if (error instanceof ApiError) {
    const { status, code, message, details } = error
    return [status, { code, message, ...(details && { details }) }]
  }
  if (error instanceof LedgerError) {
    const status = ledgerStatus[error.code] ?? 409
    return [status, { code: error.code, message: error.message }]
  }
  if (hasZodFastifySchemaValidationErrors(error)) return [400, invalid(error.validation)]
  if (error instanceof PasswordBusy)
    return [503, { code: 'busy', message: '现在登录的人太多，请稍候再试。' }]
  const framework = frameworkErrors[codeOf(error)]
  if (framework !== undefined) return [framework[0], { code: framework[1], message: framework[2] }]
  const status = statusOf(error)
  if (status === 429) return [429, tooMany]
  if (status >= 400 && status < 500)
    return [status, { code: 'bad_request', message: '请求不正确，请检查后再试。' }]
  if (violation(error) === 'unique')
    return [409, { code: 'duplicate', message: '已经有一条相同的记录。' }]
  return [500, { code: 'internal', message: '服务暂时出错，请稍后再试。已经记下这次错误。' }]
}

const tooMany: ErrorBody = { code: 'too_many', message: '操作太频繁，请过一会儿再试。' }

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  return typeof code === 'string' ? code : ''
}

const statusOf = (error: unknown): number => {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  return typeof status === 'number' ? status : 500
}

type Issue = { readonly instancePath: string; readonly message?: string; readonly keyword: string }

const chinese = /\p{Script=Han}/u

/** Only sentences of our own schemas pass; what the library says in English is replaced, and values are never repeated. */
function invalid(issues: readonly Issue[]): ErrorBody {
  const details = issues.map(({ instancePath, message = '' }) => ({
    field: instancePath.slice(1),
    message: chinese.test(message) ? message : `“${instancePath.slice(1)}”填写不正确。`,
  }))
  const message = details.map((detail) => detail.message).join('')
  return { code: 'invalid', message: message.slice(0, 500), details: details.slice(0, 20) }
}

/** Turns whatever was thrown into an error reply; what nobody foresaw is logged by class and code only. */
export function errorHandler(log: Log) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const [status, body] = bodyOf(error)
    if (status >= 500) {
      const route = request.routeOptions.url ?? ''
      log('request-failed', { error: errorName(error), method: request.method, route })
    }
    return reply.code(status).type('application/json; charset=utf-8').send(body)
  }
}
