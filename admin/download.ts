import type { FastifyReply } from 'fastify'

/** Names a download in Chinese (RFC 6266), with a plain name for programs that cannot read it. */
export function attach(
  reply: FastifyReply,
  fileName: string,
  how: 'attachment' | 'inline' = 'attachment',
): void {
  const ending = /\.\w+$/.exec(fileName)?.[0] ?? ''
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  reply.header(
    'content-disposition',
    `${how}; filename="download${ending}"; filename*=UTF-8''${encoded}`,
  )
}
