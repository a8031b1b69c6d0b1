import { loadCorpus } from '../policy/corpus.ts'
import { crossValidate, figuresOf, isRight } from '../test/policy/measure.ts'

const percent = (value: number) => `${(100 * value).toFixed(1)} %`
const corpus = loadCorpus()
const judged = crossValidate(corpus)
console.log(`cross-validation over ${judged.length} curated questions`)
for (const [name, value] of Object.entries(figuresOf(judged)))
  console.log(`  ${name} ${percent(value)}`)
if (process.argv.includes('--misses')) {
  for (const { topic, question, answer } of judged.filter((each) => !isRight(each))) {
    console.log(
      `  ${topic.name} ← ${question} → ${answer.articles[0] ?? answer.intent ?? answer.kind}`,
    )
  }
}
