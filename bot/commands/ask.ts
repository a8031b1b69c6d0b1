import { createInterface } from 'node:readline'
import { lazyAnswerer } from '../../policy/answers.ts'
import { answerLine, readAskedLine } from '../../policy/ask.ts'
import { type Command, CommandError } from './types.ts'

/** `ask "问题"`: the answer to one question. `ask --jsonl`: one JSON line per question from standard input. */
export const ask: Command = async (args, { input, print }) => {
  const answerer = lazyAnswerer()
  if (!args.includes('--jsonl')) {
    const question = args.join(' ').trim()
    if (question === '') throw new CommandError('请写上问题，例如：npm run ask -- "住院了谁来看我"')
    print(answerer(question).text)
    return 0
  }
  answerer('热身')
  for await (const line of createInterface({ input })) {
    if (line.trim() === '') continue
    print(JSON.stringify(answerLine(parse(line), answerer, () => performance.now())))
  }
  return 0
}

function parse(line: string) {
  try {
    return readAskedLine(line)
  } catch {
    throw new CommandError('每行应是 {"id": "…", "text": "…"} 这样的 JSON。')
  }
}
