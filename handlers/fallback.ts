import { handOver } from './ask-for-staff.ts'
import { beginPetition } from './report-petition.ts'
import { menuFor, written } from './say.ts'
import type { Handler } from './types.ts'

/** Not understood: once with choices, twice with a person. */
export const fallback: Handler = async (message, context) => {
  if (message.kind === 'unsupported') {
    return { text: '这种消息我还看不了。请打字、说话，或者发照片。', options: menuFor(context) }
  }
  // A recording is never lost on the way: what it says stands on a row, and staff listen to it.
  if (message.attachmentIds.length > 0) return beginPetition(message, 'help', context)
  if (context.conversation.misses > 0) {
    return handOver(message.text === '' ? '请工作人员联系' : written(message), context)
  }
  const text = message.text === '' ? '没有收到文字。您要办什么？' : '没太听明白。您要办什么？'
  return { text, options: menuFor(context), next: { misses: 1 } }
}
