import { createInterface } from 'node:readline'
import { lazyAnswerer } from '../../policy/answers.ts'
import { answerLine, readAskedLine } from '../../policy/ask.ts'
import { type Command, CommandError } from './types.ts'

const usage = `用法：
  npm run ask -- "住院了谁来看我"
  npm run ask -- --jsonl < questions.jsonl   （每行一个 {"id": "…", "text": "…"}）`

/** `ask "问题"`: the answer to one question. `ask --jsonl`: one JSON line per question from standard input. */
export const ask: Command = async (args, { input, print }) => {
  const answerer = lazyAnswerer()
  if (args.length !== 1 || args[0] !== '--jsonl') {
    const question = args.join(' ').trim()
    if (question === '' || args.some((arg) => arg.startsWith('--'))) throw new CommandError(usage)
    print(answerer(question).text)
    return 0
  }
  answerer('热身')
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    print(JSON.stringify(answerLine(parse(line, number), answerer, () => performance.now())))
  }
  return 0
}

function parse(line: string, number: number) {
  try {
    return readAskedLine(line.replace(/^\uFEFF/, ''))
  } catch {
    throw new CommandError(`第 ${number} 行应是 {"id": "…", "text": "…"} 这样的 JSON。`)
  }
}
