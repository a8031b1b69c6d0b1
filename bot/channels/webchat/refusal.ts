import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { errorName } from '../../../db/errors.ts'
import type { ChannelEnvironment } from '../types.ts'
import { sentences } from './sentences.ts'

/** What the page asked for is not done; the reply carries `code` and a Chinese sentence. */
export class ChatRefusal extends Error {
  readonly statusCode: number
  readonly code: string
  constructor(statusCode: number, code: string, sentence: string) {
    super(sentence)
    this.statusCode = statusCode
    this.code = code
  }
}

const byStatus: Readonly<Record<number, ChatRefusal>> = {
  400: new ChatRefusal(400, 'unreadable', sentences.unreadable),
  406: new ChatRefusal(400, 'no_file', sentences.noFile),
  413: new ChatRefusal(413, 'too_long', sentences.tooLong),
  415: new ChatRefusal(415, 'unreadable', sentences.unreadable),
  429: new ChatRefusal(429, 'too_many', sentences.tooMany),
}

const broken = new ChatRefusal(500, 'broken', sentences.broken)

/** Turns whatever went wrong into one Chinese sentence; only what nobody expected is logged, by name. */
export function politeErrors({ log }: Pick<ChannelEnvironment, 'log'>) {
  return (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = error instanceof ChatRefusal ? error : byStatus[error.statusCode ?? 500]
    if (known === undefined) log('webchat-request-failed', { error: errorName(error) })
    const { statusCode, code, message } = known ?? broken
    if (statusCode === 429) reply.header('retry-after', '10')
    return reply.code(statusCode).send({ code, message })
  }
}
