import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSearch } from '../../policy/answering/search.ts'
import { wording } from '../../policy/answering/wording.ts'
import type { Answerer } from '../../policy/answers.ts'
import { type AskedLine, answerLine, readAskedLine } from '../../policy/ask.ts'
import { loadCorpus } from '../../policy/corpus.ts'
import { disturbances } from './disturb.ts'
import { copiesAmong } from './overlap.ts'
import { sharedQuestions } from './shared-questions.ts'
import { trainedAnswerer } from './trained.ts'

const folder = sharedQuestions ?? ''
const read = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n')

// Skipped, and reported so, where the question sets do not lie beside the repository.
describe.skipIf(sharedQuestions === undefined)('the development set', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'scored-'))
  let questions: readonly AskedLine[]
  let answer: Answerer
  beforeAll(() => {
    questions = read('questions.dev.jsonl').map(readAskedLine)
    answer = trainedAnswerer()
    answer('认证')
  }, 120_000)
  afterAll(() => rmSync(scratch, { recursive: true }))

  function score(disturb: (text: string) => string, ...thresholds: string[]) {
    const file = join(scratch, 'answers.jsonl')
    const lines = questions.map(({ id, text }) =>
      answerLine({ id, text: disturb(text) }, answer, () => performance.now()),
    )
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))
    const scorer = join(folder, 'score-policy.mjs')
    const sets = ['--questions', join(folder, 'questions.dev.jsonl'), '--answers', file]
    const { status, stdout } = spawnSync(process.execPath, [scorer, ...sets, ...thresholds], {
      encoding: 'utf8',
    })
    return { status, stdout }
  }

  test('is answered as the scorer demands', () => {
    const thresholds =
      '--min-accuracy 0.97 --min-hit1 0.96 --min-abstain-precision 0.97 --min-abstain-recall 0.98 --min-handover 0.98 --min-intent 0.96 --max-false-action 0.01 --min-chitchat 0.98 --min-lead 0.98 --min-trap 1'
    const { status, stdout } = score((text) => text, ...thresholds.split(' '))
    expect(status, stdout).toBe(0)
  })

  test.each(Object.entries(disturbances))('loses at most four points to %s', (_name, disturb) => {
    const { status, stdout } = score(disturb, '--min-accuracy', '0.96', '--min-trap', '0.96')
    expect(status, stdout).toBe(0)
  })

  test('none of its texts, nor a light edit of one, is among the curated questions', () => {
    const curated = loadCorpus().topics.flatMap((topic) => topic.questions)
    const texts = questions.map(({ text }) => text)
    expect(copiesAmong(texts, curated)).toEqual([])
  })
})

/** A paragraph, or a question and the paragraph that answers it. */
interface External {
  readonly type: string
  readonly id: string
  readonly text: string
  readonly doc?: string
}

describe.skipIf(sharedQuestions === undefined)('the search behind it', () => {
  // Cast: the fields are those its own first line and README describe.
  const rows = () => read('external-qa.jsonl').map((line) => JSON.parse(line) as External)

  test('finds the paragraph that answers 95 of 100 questions on anything', () => {
    const all = rows()
    const documents = all.filter(({ type }) => type === 'doc')
    const asked = all.filter(({ type }) => type === 'question')
    const search = makeSearch(documents.map(({ text }) => text))
    const found = asked.filter(({ text, doc }) => {
      const scores = search(wording(text))
      return documents[scores.indexOf(Math.max(...scores))]?.id === doc
    })
    expect(asked).toHaveLength(500)
    expect(found.length / asked.length).toBeGreaterThanOrEqual(0.95)
  }, 60_000)
})
