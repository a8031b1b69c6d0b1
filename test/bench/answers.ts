import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readLearnt } from '../../policy/answering/learnt-file.ts'
import { makeSearch } from '../../policy/answering/search.ts'
import { wording } from '../../policy/answering/wording.ts'
import { lazyAnswerer, makeAnswerer } from '../../policy/answers.ts'
import { loadCorpus } from '../../policy/corpus.ts'
import { packageRoot } from '../../policy/package-root.ts'
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
const learntPath = join(packageRoot, 'policy/learnt.bin')
print('first answer', `${timed(() => answer('认证')).toFixed(0)} ms`, 'at most 300 ms')
speed('answer over 36 units, p95', (text) => answer(text), 20)
const articles = Array.from({ length: 6 }, () => lawLike(1_728)).flat()
let search = makeSearch([])
const indexing = timed(() => {
  search = makeSearch(articles.slice(0, 10_000).map(({ text }) => text))
})
print('index of 10,000 units', `${(indexing / 1000).toFixed(2)} s`, 'at most 10 s')
speed('search of 10,000 units, p95', (text) => search(wording(text)), 50)
const odd: readonly (readonly [string, string])[] = [
  ['empty text', ''],
  ['100,000 characters', '我爸在县医院住院了，认证怎么办，'.repeat(6_250)],
  ['100,000 letters of pinyin', 'wo yao ren zheng '.repeat(6_000)],
  ['100,000 signs', '\u202e=<😀>'.repeat(17_000)],
]
for (const [name, text] of odd) {
  const times = Array.from({ length: 9 }, () => timed(() => answer(text)))
  print(name, `${Math.min(...times).toFixed(2)} ms`, 'the best of nine, at most 20 ms')
}
print('what was learnt', `${Math.round(statSync(learntPath).size / 1024)} KB`, 'at most 400 KB')

console.log('own evaluation set')
const right = evaluated.filter((each) => isExpected(each, reply(answer, each)))
const alone = right.length / evaluated.length
print(`right of ${evaluated.length}`, percent(alone), 'at least 85 %')
const corpus = loadCorpus()
const besideLaw = makeAnswerer({ ...corpus, library: lawLike(300) }, readLearnt(corpus))
const withLaw = evaluated.filter((each) => isExpected(each, reply(besideLaw, each)))
const lost = 100 * (alone - withLaw.length / evaluated.length)
print('lost to 300 articles of law', `${lost.toFixed(1)} points`, 'at most 2 points')

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

const judged = crossValidate(corpus)
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
