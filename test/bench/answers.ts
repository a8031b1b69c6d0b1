import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSearch } from '../../policy/answering/search.ts'
import { wording } from '../../policy/answering/wording.ts'
import { lazyAnswerer } from '../../policy/answers.ts'
import { loadCorpus } from '../../policy/corpus.ts'
import { evaluated, isExpected, reply } from '../policy/evaluation.ts'
import { lawLike } from '../policy/law.ts'
import { crossValidate, figuresOf, isRight } from '../policy/measure.ts'
import { sharedQuestions } from '../policy/shared-questions.ts'

/** What the figures of cross-validation are held to. */
const aims: Readonly<Record<string, number>> = {
  accuracy: 0.93,
  hit1: 0.9,
  abstainPrecision: 0.96,
  abstainRecall: 0.92,
  intent: 0.93,
}
const percent = (value: number) => `${(100 * value).toFixed(1)} %`
const print = (name: string, value: string, aim = '') =>
  console.log(`  ${name.padEnd(34)} ${value.padStart(10)}  ${aim}`)

function timed(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

function speed(name: string, ask: (text: string) => unknown, limit: number): void {
  const times = evaluated.map(({ text }) => timed(() => ask(text))).sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2)
  print(name, `${at(0.95)} ms`, `p50 ${at(0.5)} ms, at most ${limit} ms`)
}

console.log('speed')
const answer = lazyAnswerer()
print('first answer', `${timed(() => answer('认证')).toFixed(0)} ms`, 'at most 300 ms')
speed('answer over 36 units, p95', (text) => answer(text), 20)
const articles = Array.from({ length: 6 }, () => lawLike(1_728)).flat()
let search = makeSearch([])
const indexing = timed(() => {
  search = makeSearch(articles.slice(0, 10_000).map(({ text }) => text))
})
print('index of 10,000 units', `${(indexing / 1000).toFixed(2)} s`, 'at most 10 s')
speed('search of 10,000 units, p95', (text) => search(wording(text)), 50)

console.log('own evaluation set')
const right = evaluated.filter((each) => isExpected(each, reply(answer, each)))
print(`right of ${evaluated.length}`, percent(right.length / evaluated.length), 'at least 85 %')

console.log('external questions')
if (sharedQuestions === undefined) print('hit@1', 'skipped', 'not beside this repository')
else {
  const rows = readFileSync(join(sharedQuestions, 'external-qa.jsonl'), 'utf8')
    .trim()
    .split('\n')
    // Cast: the fields are those its own first line describes.
    .map((line) => JSON.parse(line) as { type: string; id: string; text: string; doc?: string })
  const documents = rows.filter(({ type }) => type === 'doc')
  const asked = rows.filter(({ type }) => type === 'question')
  const find = makeSearch(documents.map(({ text }) => text))
  const found = asked.filter(({ text, doc }) => {
    const scores = find(wording(text))
    return documents[scores.indexOf(Math.max(...scores))]?.id === doc
  })
  print('hit@1', percent(found.length / asked.length), 'at least 95 %')
}

const judged = crossValidate(loadCorpus())
console.log(`five-fold cross-validation over ${judged.length} curated questions`)
for (const [name, value] of Object.entries(figuresOf(judged))) {
  const aim = aims[name]
  print(name, percent(value), aim === undefined ? '' : `at least ${percent(aim)}`)
}
if (process.argv.includes('--misses')) {
  for (const { topic, question, answer: given } of judged.filter((each) => !isRight(each))) {
    const got = given.articles[0] ?? given.intent ?? given.kind
    console.log(`  ${topic.name} ← ${question} → ${got}`)
  }
}
