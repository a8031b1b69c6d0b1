// ../../../tmp/ask.ts
import fs from 'node:fs'

// policy/calendar.ts
var minute = 6e4
var dayMs = 24 * 60 * minute
var chinaOffset = 8 * 60 * minute
var workingHours = [
  [8 * 60 + 30, 11 * 60 + 30],
  [14 * 60 + 30, 17 * 60 + 30],
]
function formatDay(day) {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}\u5E74${month}\u6708${date}\u65E5`
}

// policy/answering/compose.ts
var longestAnswer = 600
var longestWithSecond = 560
var wayOn =
  '\u8BF7\u56DE\u590D\u201C\u4EBA\u5DE5\u201D\uFF0C\u7531\u53BF\u9000\u7BA1\u4E2D\u5FC3\u5DE5\u4F5C\u4EBA\u5458\u7B54\u590D\u60A8\u3002'
var moreHelp =
  '\u8FD8\u60F3\u95EE\u7EC6\u4E00\u70B9\uFF0C\u8BF7\u56DE\u590D\u201C\u4EBA\u5DE5\u201D\uFF0C\u627E\u5DE5\u4F5C\u7AD9\u6216\u53BF\u9000\u7BA1\u4E2D\u5FC3\u5DE5\u4F5C\u4EBA\u5458\u3002'
function quotation(text, room) {
  const plain = text.replace(/\s*\n\s*/g, '')
  return plain.length > room ? `${plain.slice(0, room - 1)}\u2026` : plain
}
function basis({ citation, source }) {
  const since = `\uFF08${formatDay(source.inForceFrom)}\u8D77\u65BD\u884C\uFF09`
  return citation === '\u901A\u77E5'
    ? `\u4F9D\u636E\uFF1A${source.number}\u901A\u77E5${since}`
    : `\u4F9D\u636E\uFF1A\u300A${source.title}\u300B${citation}${since}`
}
function clauseAnswer(verdict, unit, second) {
  const head = `${verdict}
${basis(unit)}
\u539F\u6587\uFF1A\u201C`
  const tail = `\u201D
${moreHelp}`
  const room = longestAnswer - head.length - tail.length
  const alone = head + quotation(unit.text, room) + tail
  if (second === void 0) return alone
  const both = `${head}${quotation(unit.text, room)}\u201D
\u53E6\u89C1${second.citation}\uFF1A\u201C${quotation(second.text, longestAnswer)}\u201D
${moreHelp}`
  return both.length <= longestWithSecond ? both : alone
}
function outsideAnswer(verdict, number) {
  const general = `\u8FD9\u4EF6\u4E8B${number}\u6CA1\u6709\u5199\uFF0C\u6211\u4E0D\u6562\u4E71\u7B54\u3002`
  return `${verdict || general}
${wayOn}`
}
var unclearAnswer = `\u6CA1\u770B\u61C2\u60A8\u7684\u610F\u601D\u3002\u60A8\u53EF\u4EE5\u6362\u4E2A\u8BF4\u6CD5\u518D\u95EE\uFF0C\u6BD4\u5982\u201C\u8BA4\u8BC1\u600E\u4E48\u529E\u201D\u3002
${wayOn}`
function smalltalkAnswer(text) {
  if (/谢|辛苦|费心|麻烦/.test(text))
    return '\u4E0D\u5BA2\u6C14\uFF0C\u8FD9\u662F\u6211\u4EEC\u8BE5\u505A\u7684\u3002\u6709\u4E8B\u60A8\u968F\u65F6\u95EE\u3002'
  if (/再见|拜拜|晚安|下次/.test(text)) return '\u518D\u89C1\uFF0C\u60A8\u591A\u4FDD\u91CD\u3002'
  if (/快乐|祝|吉祥|恭喜|健康|保重|愉快/.test(text))
    return '\u8C22\u8C22\u60A8\uFF0C\u4E5F\u795D\u60A8\u5065\u5EB7\u957F\u5BFF\u3002'
  if (/好|早|在吗|在不在|喂|hello/.test(text))
    return '\u60A8\u597D\uFF0C\u6211\u662F\u9000\u7BA1\u52A9\u624B\u3002\u60A8\u6709\u4EC0\u4E48\u4E8B\uFF0C\u76F4\u63A5\u8BF4\u5C31\u884C\u3002'
  return '\u597D\u7684\u3002\u60A8\u6709\u4EC0\u4E48\u4E8B\uFF0C\u76F4\u63A5\u8BF4\u5C31\u884C\u3002'
}

// policy/answering/fact.ts
var decisive = {
  \u7B2C\u4E8C\u6761: [
    [/事业|公务员|机关|老师|教师|公办|行政|干部|农民|农村|城乡居民|村里/, 'no'],
    [/个体|自由职业|灵活就业|摆摊|开店|小卖|厂|私营|集体企业|国企/, 'yes'],
  ],
  \u7B2C\u4E5D\u6761: [
    [/内退|内部退养|内养/, 'internal'],
    [/遗属|供养|遗孀/, 'survivor'],
    [/落实政策|平反|落政/, 'policy'],
  ],
  '\u7B2C\u5341\u4E8C\u6761\uFF08\u4E00\uFF09': [
    [/多少钱|几块|花多少|标准|经费|限额|上限|好多钱|\d+元/, 'amount'],
    [/[金今][山衫杉删]/, 'jinshan'],
    [/县级|县医院|县人民|县中|县上?的?医院|州|省|昆明|楚雄|外地|县外|外县|外头/, 'county'],
    [/卫生院/, 'town'],
  ],
  \u7B2C\u5341\u4E5D\u6761: [
    [/2003|03年|134|[老旧原]办法|[老旧]文件|[老旧]规定|废止|作废|失效/, 'repeal'],
  ],
}
function namedFact(citation, text) {
  return decisive[citation]?.find(([pattern]) => pattern.test(text))?.[1]
}

// policy/answering/learnt-file.ts
import { createHash } from 'node:crypto'
// policy/corpus.ts
// policy/package-root.ts
import {
  existsSync,
  existsSync as existsSync2,
  readdirSync,
  readFileSync,
  readFileSync as readFileSync3,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, join as join2, join as join4 } from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(from) {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at
    if (dirname(at) === at) throw new Error(`no package.json above ${from}`)
  }
}
var packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

// policy/corpus.ts
var CorpusError = class extends Error {
  name = 'CorpusError'
}
function frontMatter(file, text) {
  const [, head, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? []
  if (head === void 0 || body === void 0) throw new CorpusError(`${file}: no front matter`)
  const fields = new Map(
    head.split('\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
  const field = (name) => {
    const value = fields.get(name)
    if (!value) throw new CorpusError(`${file}: front matter lacks ${name}`)
    return value
  }
  const repeals = fields.get('repeals')
  const source = {
    issuer: field('issuer'),
    number: field('number'),
    title: field('title'),
    inForceFrom: field('inForceFrom'),
    ...(repeals ? { repeals } : {}),
  }
  return [source, body]
}
function sections(body) {
  return body
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n')
      return [section.slice(0, end).trim(), section.slice(end + 1).trim()]
    })
}
function parseSource(file, text) {
  const [source, body] = frontMatter(file, text.replaceAll('\r\n', '\n'))
  const units = sections(body).map(([citation, unitText]) => ({ citation, text: unitText, source }))
  if (units.length === 0) throw new CorpusError(`${file}: no unit (## \u7B2C\u4E00\u6761)`)
  return units
}
function parseTopic(kind, name, text) {
  const lines = text.split('\n').map((line) => line.trim())
  return {
    kind,
    name,
    verdict:
      lines
        .find((line) => line.startsWith('>'))
        ?.slice(1)
        .trim() ?? '',
    questions: lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2).trim()),
  }
}
function parseTopics(file, kind, text) {
  const topics = sections(text.replaceAll('\r\n', '\n')).flatMap(([name, body]) =>
    kind === 'clause'
      ? sections(body.replace(/^###/gm, '##')).map(([fact, below]) =>
          parseTopic(kind, `${name}/${fact}`, below),
        )
      : [parseTopic(kind, name, body)],
  )
  const empty = topics.find(({ questions }) => questions.length === 0)
  if (empty) throw new CorpusError(`${file}: ${empty.name} has no question`)
  return topics
}
function loadCorpus(folder = join2(packageRoot, 'policy')) {
  const read = (...path) => readFileSync(join2(folder, ...path), 'utf8')
  const files = readdirSync(join2(folder, 'sources')).filter((file) => file.endsWith('.md'))
  const units = []
  const topics = []
  for (const file of files.sort()) {
    if (file.endsWith('.questions.md')) {
      topics.push(...parseTopics(file, 'clause', read('sources', file)))
    } else units.push(...parseSource(file, read('sources', file)))
  }
  const known = new Set(units.map(({ citation }) => citation))
  const stray = topics.find(({ name }) => !known.has(citationOf(name)))
  if (stray) throw new CorpusError(`${basename(folder)}: no source has ${citationOf(stray.name)}`)
  for (const [kind, file] of [
    ['outside', 'outside.md'],
    ['action', 'actions.md'],
    ['smalltalk', 'smalltalk.md'],
  ]) {
    topics.push(...parseTopics(file, kind, read('language', file)))
  }
  const concepts = read('language', 'concepts.txt')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(1))
    .filter((words) => words.length > 0)
  return { units, topics, concepts }
}
function citationOf(topicName) {
  return topicName.split('/')[0] ?? topicName
}

// policy/traditional.ts
import pairs from 'opencc-js/dict/TSCharacters'

var byTraditional = /* @__PURE__ */ new Map()
function table() {
  if (byTraditional.size > 0) return byTraditional
  for (const pair of pairs.split('|')) {
    const [traditional, simplified] = pair.split(' ')
    if (traditional !== void 0 && simplified !== void 0) {
      byTraditional.set(traditional, simplified)
    }
  }
  return byTraditional
}
function simplify(text) {
  if (!/\p{Script=Han}/u.test(text)) return text
  const simplified = table()
  let result = ''
  for (const character of text) result += simplified.get(character) ?? character
  return result.replaceAll('\u751A\u4E48', '\u4EC0\u4E48')
}

// policy/normalise.ts
var readableChars = 2e3
var invisible = /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Cs}]|\p{Variation_Selector}|\u034f|\u20e3)/gu
function normalise(text) {
  const visible = text.slice(0, readableChars).replace(invisible, '')
  const composed = visible
    .normalize('NFKC')
    .slice(0, readableChars)
    .replace(/\p{Cs}$/u, '')
  return simplify(composed).replace(/\s+/g, ' ').trim()
}
function isBlank(text) {
  return !/[\p{L}\p{N}]/u.test(normalise(text))
}
var openings =
  /^(?:[,，.。!！?？、~…\s]+|喂+|哎呀?|唉|嗯+|呃+|额+|啊+|哦+|那个|这个(?=[,，\s])|就是说?|我(?:就是)?想?(?:请问|问|打听|咨询)(?:一?下子?|哈|个事)?|请问(?:一?下)?|麻烦(?:问|你)?(?:一?下)?|打扰(?:一?下)?|你们?好啊?|您好啊?|同志啊?|师傅|小姑娘|老师|领导)/
function withoutOpening(text) {
  let rest = text
  for (;;) {
    const shorter = rest.replace(openings, '')
    if (shorter === rest || shorter.length < 2) return rest
    rest = shorter
  }
}

// policy/answering/classifier.ts
var leastChange = 1e-3
var trainingOptions = { epochs: 8, rate: 2, dropout: 0.3 }
var bucketCount = 1 << 20
var bucketOf = (hash) => (hash ^ (hash >>> 20)) & (bucketCount - 1)
function seededRandom(seed) {
  let state = seed
  return () => {
    state = (state + 1831565813) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
function shuffled(items, random) {
  const result = [...items]
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [a2, b] = [result[at], result[other]]
    if (a2 !== void 0 && b !== void 0) [result[at], result[other]] = [b, a2]
  }
  return result
}
function frequentBuckets(examples) {
  const counts = new Uint8Array(bucketCount)
  const frequent = [bucketCount]
  for (const { features } of examples) {
    for (const hash of features.hashes) {
      const bucket = bucketOf(hash)
      const count = (counts[bucket] ?? 0) + 1
      counts[bucket] = Math.min(count, 3)
      if (count === 2 && frequent.length < 65535) frequent.push(bucket)
    }
  }
  return Uint32Array.from(frequent)
}
function rowTable(buckets) {
  const rows = new Uint16Array(bucketCount)
  buckets.forEach((bucket, row) => {
    if (bucket < bucketCount) rows[bucket] = row
  })
  return rows
}
function softmax(logits) {
  const highest = logits.reduce((a2, b) => Math.max(a2, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let at = 0; at < logits.length; at++) {
    const power = Math.exp((logits[at] ?? 0) - highest)
    logits[at] = power
    sum += power
  }
  for (let at = 0; at < logits.length; at++) logits[at] = (logits[at] ?? 0) / sum
  return logits
}
function compact(weights) {
  const largest = weights.reduce((a2, b) => Math.max(a2, Math.abs(b)), 1e-9)
  const unit = largest / 127
  return [Int8Array.from(weights, (weight) => Math.round(weight / unit)), unit]
}
function activeRows({ hashes, weights }, rows, classes, keep) {
  const starts = []
  const amounts = []
  hashes.forEach((hash, at) => {
    const row = rows[bucketOf(hash)] ?? 0
    if (row === 0 || !keep()) return
    starts.push(row * classes)
    amounts.push(weights[at] ?? 0)
  })
  return { starts, amounts }
}
function train(examples, classes, options = trainingOptions) {
  const buckets = frequentBuckets(examples)
  const rows = rowTable(buckets)
  const weights = new Float32Array(buckets.length * classes)
  const random = seededRandom(101)
  const slopes = new Float32Array(classes)
  function step({ features, label }, rate) {
    const { starts, amounts } = activeRows(
      features,
      rows,
      classes,
      () => random() >= options.dropout,
    )
    slopes.fill(0)
    addRows(slopes, weights, starts, amounts)
    softmax(slopes)
    slopes[label] = (slopes[label] ?? 0) - 1
    for (let c = 0; c < classes; c++) {
      const change = rate * (slopes[c] ?? 0)
      if (Math.abs(change) < leastChange) continue
      for (let at = 0; at < starts.length; at++) {
        const cell = (starts[at] ?? 0) + c
        weights[cell] = (weights[cell] ?? 0) - change * (amounts[at] ?? 0)
      }
    }
  }
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = options.rate * (1.05 - epoch / options.epochs)
    for (const example of shuffled(examples, random)) step(example, rate)
  }
  const [bytes, unit] = compact(weights)
  return { buckets, bytes, unit, classes }
}
function makeClassifier({ buckets, bytes, unit, classes }) {
  const rows = rowTable(buckets)
  return (features) => {
    const { starts, amounts } = activeRows(features, rows, classes, () => true)
    const scores = new Float32Array(classes)
    addRows(scores, bytes, starts, amounts)
    return scores.map((score) => score * unit)
  }
}
function addRows(sums, weights, starts, amounts) {
  const classes = sums.length
  for (let at = 0; at < starts.length; at++) {
    const base = starts[at] ?? 0
    const scale = amounts[at] ?? 0
    for (let c = 0; c < classes; c++) sums[c] = (sums[c] ?? 0) + scale * (weights[base + c] ?? 0)
  }
}

// policy/answering/syllables.ts
import { readFileSync as readFileSync2 } from 'node:fs'
import { join as join3 } from 'node:path'

function merged(syllable) {
  return syllable.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n')
}
var loaded
function load() {
  const lines = readFileSync2(join3(packageRoot, 'policy/language/syllables.txt'), 'utf8').split(
    '\n',
  )
  const sounds = new Uint16Array(65536)
  const numbers = /* @__PURE__ */ new Map()
  const spelt = /* @__PURE__ */ new Map()
  for (const line of lines) {
    const [syllable, characters] = line.split(' ')
    if (syllable === void 0 || characters === void 0) continue
    const sound = merged(syllable)
    const number = numbers.get(sound) ?? numbers.size + 1
    numbers.set(sound, number)
    spelt.set(syllable, characters)
    for (const character of characters) sounds[character.charCodeAt(0)] = number
  }
  return {
    soundOf: (character) => sounds[character.charCodeAt(0)] ?? 0,
    charactersOf: (syllable) => spelt.get(syllable),
  }
}
function syllables() {
  loaded ??= load()
  return loaded
}

// policy/answering/wording.ts
var wordings = [
  [/哪样|啥子|什么子|啥(?!事)/g, '\u4EC0\u4E48'],
  [/咋个(?:整|弄|办)?|咋(?:整|弄|办)|咋|怎样|如何/g, '\u600E\u4E48'],
  [/哪点|哪儿|哪块|哪哈|哪里头/g, '\u54EA\u91CC'],
  [/好多(?=[钱块元个次天年岁]|$)|几多/g, '\u591A\u5C11'],
  [/啥时候|多久时候|哪时候|几时/g, '\u4EC0\u4E48\u65F6\u5019'],
  [/哪个(?=[来发管看出办帮去查领])|哪位|啥人/g, '\u8C01'],
  [/没得|冇得/g, '\u6CA1\u6709'],
  [/莫要|莫再|莫(?=[给发机])|甭|不要再/g, '\u4E0D\u8981'],
  [/(?<=[了的些家头])嘎|嘎$/g, '\u5417'],
  [/家头|屋头|屋里/g, '\u5BB6\u91CC'],
  [/款(?:哈|下|一下)?白话|吹牛|摆龙门阵/g, '\u804A\u5929'],
  [/(?<![去都])克(?=[哪站你社住])/g, '\u53BB'],
  [/瞧瞧|看看|瞧一下|探望|探视|看望|来瞧|瞧/g, '\u770B\u671B'],
  [/给(?=[会有能可要是用算还得给办帮管来看归参适退报发])(?!我|你|他|钱)/g, '\u662F\u5426'],
  [
    /老倌|老者|老奶|老太婆?|老爹|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|老伴|老公|老婆|男人(?=死|走)/g,
    '\u8001\u4EBA',
  ],
  [
    /我(?:家)?(?:爸爸?|妈妈?|爹|父亲|母亲|老爸|老妈|老娘|阿爸|阿妈|爸妈)|父亲|母亲|老爸|老妈|家父|家母/g,
    '\u6211\u8001\u4EBA',
  ],
  [
    /过世|去逝|逝世|病故|病逝|不在了|没了(?=$|[,，。!])|断气|落气|老掉|老了人|走了(?=$|[,，。!的]|以后|之后|后|报|你|人)|走掉/g,
    '\u53BB\u4E16',
  ],
  [/重阳节?|老人节|老年节|九月(?:初)?九|敬老结|敬劳节/g, '\u656C\u8001\u8282'],
  [/过年|年前|大年|新年(?!快乐)|新春/g, '\u6625\u8282'],
  [/退休工资|退休金|退休费|工资(?=.{0,6}退休)/g, '\u517B\u8001\u91D1'],
  [/娃娃|儿女|姑娘|儿子|女儿/g, '\u5B50\u5973'],
]
function wording(text) {
  let plain = withoutOpening(normalise(text).toLowerCase())
  for (const [pattern, standard] of wordings) plain = plain.replace(pattern, standard)
  return plain
    .replace(/\p{Extended_Pictographic}+/gu, '\u263A')
    .replace(/(?!☺)[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
}
var questionMarks = [
  /多少|几块|几百|标准|数额|金额|比例|限额|花费/,
  /电话|号码|联系方式|热线/,
  /什么时候|几时|哪天|哪年|几点|几号|多久|日期|期限|几月/,
  /谁|哪个|哪家|哪方|哪级|哪些人/,
  /哪里|地址|去哪|在哪/,
  /怎么|怎样|手续|流程|步骤|办法/,
  /哪些|哪几|几种|几项|内容|包括|分别/,
  /是否|吗|不$|没有$|能不能|会不会|要不要|行不行|可不可以|有没有|是不是|算不算|管不管|来不来/,
  /^(?:帮|请|给我|麻烦)|我要|我想|帮我|给我|请你|来帮|申请|登记|报名|帮.{0,4}一下/,
  /去世$|住院$|住院了|去世了|报一?[声下]|报告|告知|说一声|丢了|掉了/,
  /为什么|干嘛|图什么|目的|意义/,
  /意思|什么叫|解释|定义|概念/,
  /规定|文件|办法|通知|条/,
]

// policy/answering/features.ts
var blockWeights = { characters: 1, sounds: 0.8, concepts: 1, marks: 0.5 }
function mix(hash, value) {
  return Math.imul(hash ^ value, 16777619) ^ (hash >>> 15)
}
function grams(codes, salt, longest) {
  const hashes = []
  for (let start2 = 0; start2 < codes.length; start2++) {
    let hash = 2166136261 ^ salt
    for (let length = 1; length <= longest; length++) {
      const code = codes[start2 + length - 1]
      if (code === void 0) break
      hash = mix(mix(hash, code & 255), code >>> 8)
      hashes.push(mix(hash, length) >>> 0)
    }
  }
  return hashes
}
function pairs2(items, others, salt) {
  return items.flatMap((item) =>
    others.filter((other) => other !== item).map((other) => mix(mix(salt, item), other + 7) >>> 0),
  )
}
function featuresOf(worded, lexicon) {
  const framed = `^${worded}$`
  const codes = Array.from(framed, (character) => character.charCodeAt(0))
  const { soundOf } = syllables()
  const sounds = Array.from(worded, soundOf).filter((sound) => sound > 0)
  const concepts = lexicon.conceptsIn(worded)
  const marks = questionMarks.flatMap((mark, index) => (mark.test(worded) ? [1e3 + index] : []))
  const conceptPairs = concepts.flatMap((first, at) =>
    pairs2([first], concepts.slice(at + 1, at + 12), 13107),
  )
  const blocks = [
    [grams(codes, 4369, 3), blockWeights.characters],
    [grams(sounds, 8738, 3), blockWeights.sounds],
    [
      [...grams([...concepts], 17476, 1), ...conceptPairs, ...pairs2(concepts, marks, 21845)],
      blockWeights.concepts,
    ],
    [grams(marks, 26214, 1), blockWeights.marks],
  ]
  const hashes = []
  const weights = []
  for (const [block, weight] of blocks) {
    const counts = /* @__PURE__ */ new Map()
    for (const hash of block) counts.set(hash, (counts.get(hash) ?? 0) + 1)
    const length = Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0))
    for (const [hash, count] of counts) {
      hashes.push(hash)
      weights.push((weight * count) / length)
    }
  }
  return { hashes: Uint32Array.from(hashes), weights: Float32Array.from(weights) }
}

// policy/answering/lexicon.ts
var longestWord = 8
function soundKey(word) {
  const { soundOf } = syllables()
  let key = ''
  for (const character of word) {
    const sound = soundOf(character)
    if (sound === 0) return ''
    key += String.fromCharCode(sound)
  }
  return key
}
function add(index, key, concept) {
  const known = index.get(key)
  if (known === void 0) index.set(key, [concept])
  else if (!known.includes(concept)) known.push(concept)
}
function makeLexicon(concepts) {
  const byWord = /* @__PURE__ */ new Map()
  const bySound = /* @__PURE__ */ new Map()
  concepts.forEach((words, concept) => {
    for (const word of words) {
      for (const form of /* @__PURE__ */ new Set([word, wording(word)])) {
        if (form === '') continue
        add(byWord, form, concept)
        const key = soundKey(form)
        if (key.length >= 2) add(bySound, key, concept)
      }
    }
  })
  return {
    conceptsIn(worded) {
      const found = /* @__PURE__ */ new Set()
      for (let start2 = 0; start2 < worded.length; start2++) {
        for (let length = 1; length <= longestWord && start2 + length <= worded.length; length++) {
          const piece = worded.slice(start2, start2 + length)
          for (const concept of byWord.get(piece) ?? []) found.add(concept)
          if (length < 2) continue
          for (const concept of bySound.get(soundKey(piece)) ?? []) found.add(concept)
        }
      }
      return [...found].sort((a2, b) => a2 - b)
    },
  }
}

// policy/answering/pinyin-input.ts
var start = '^'
var beam = 24
function cut(word) {
  if (word === '') return []
  for (let length = Math.min(6, word.length); length > 0; length--) {
    const head = word.slice(0, length)
    if (syllables().charactersOf(head) === void 0) continue
    const rest = cut(word.slice(length))
    if (rest !== void 0) return [head, ...rest]
  }
  return void 0
}
function spelling(text) {
  if (!/^[a-z\s\d\p{P}]+$/u.test(text) || text.length > 400) return void 0
  const words = text
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .split(' ')
  const parts = words.map((word) => (word.length > 40 ? void 0 : cut(word)))
  if (parts.some((part) => part === void 0)) return void 0
  const all = parts.flatMap((part) => part ?? [])
  return all.length >= 2 ? all : void 0
}
function makePinyinReader(texts) {
  const counts = /* @__PURE__ */ new Map()
  const bump = (key) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const text of texts) {
    let before = start
    for (const character of text) {
      if (/\p{Script=Han}/u.test(character)) {
        bump(character)
        bump(before + character)
        before = character
      } else before = start
    }
  }
  const count = (key) => counts.get(key) ?? 0
  function candidates(syllable) {
    const all = [...(syllables().charactersOf(syllable) ?? '')]
    return all.sort((a2, b) => count(b) - count(a2)).slice(0, beam)
  }
  return (text) => {
    const spelt = spelling(text.toLowerCase())
    if (spelt === void 0) return void 0
    let paths = /* @__PURE__ */ new Map([[start, [0, '']]])
    for (const syllable of spelt) {
      const next = /* @__PURE__ */ new Map()
      for (const character of candidates(syllable)) {
        for (const [before, [score, characters]] of paths) {
          const alone = (count(character) + 0.1) / 3e4
          const after = count(before + character) / (count(before) + 2)
          const total = score + Math.log(0.9 * after + 0.1 * alone)
          if (total > (next.get(character)?.[0] ?? Number.NEGATIVE_INFINITY)) {
            next.set(character, [total, characters + character])
          }
        }
      }
      paths = next
    }
    return [...paths.values()].sort((a2, b) => b[0] - a2[0])[0]?.[1]
  }
}

// policy/answering/search.ts
function tokens(worded) {
  const result = []
  for (let at = 0; at < worded.length; at++) {
    const character = worded.charAt(at)
    if (character === ' ') continue
    result.push(character)
    const next = worded.charAt(at + 1)
    if (next !== '' && next !== ' ') result.push(character + next)
  }
  return result
}
var saturation = 1.2
var lengthShare = 0.6
function makeSearch(documents) {
  const counts = documents.map((text) => {
    const count = /* @__PURE__ */ new Map()
    for (const token of tokens(wording(text))) count.set(token, (count.get(token) ?? 0) + 1)
    return count
  })
  const lengths = counts.map((count) => [...count.values()].reduce((sum, n) => sum + n, 0))
  const average = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, lengths.length)
  const postings = /* @__PURE__ */ new Map()
  counts.forEach((count, document) => {
    const norm = 1 - lengthShare + (lengthShare * (lengths[document] ?? 0)) / average
    for (const [token, n] of count) {
      const weight = (n * (saturation + 1)) / (n + saturation * norm)
      const list = postings.get(token)
      if (list === void 0) postings.set(token, [[document, weight]])
      else list.push([document, weight])
    }
  })
  return (worded) => {
    const scores = new Float32Array(documents.length)
    let information = 0
    for (const token of new Set(tokens(worded))) {
      const list = postings.get(token) ?? []
      const idf = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5))
      information += idf
      for (const [document, weight] of list) {
        scores[document] = (scores[document] ?? 0) + idf * weight
      }
    }
    return information > 0 ? scores.map((score) => score / information) : scores
  }
}

// policy/answering/understanding.ts
var kinds = ['clause', 'outside', 'action', 'smalltalk']
var weighing = {
  /** Search score against class score when the clause is chosen. */
  searchForClause: 12,
  /** The same when the kind is chosen, and what it is measured against. */
  searchForKind: 5,
  searchForKindBase: 0.9,
  /** Score of the classifier of kinds beside the sum over topics. */
  kindClassifier: 0.5,
}
function ranked(items, shareOf) {
  const total = items.reduce((sum, item) => sum + shareOf(item), 0) || 1
  return items
    .map((item) => ({ item, share: shareOf(item) / total }))
    .sort((a2, b) => b.share - a2.share)
}
function sumBy(items, keyOf, shares) {
  const sums = /* @__PURE__ */ new Map()
  items.forEach((item, at) => {
    const key = keyOf(item)
    sums.set(key, (sums.get(key) ?? 0) + (shares[at] ?? 0))
  })
  return sums
}
function makeReader({ units, topics, concepts }) {
  const lexicon = makeLexicon(concepts)
  const readPinyin = makePinyinReader([
    ...units.map(({ text }) => text),
    ...topics.flatMap(({ questions }) => questions),
  ])
  return {
    plain(text) {
      const normal = normalise(text)
      return readPinyin(normal) ?? normal
    },
    features: (worded) => featuresOf(worded, lexicon),
  }
}
function learn(corpus) {
  const reader = makeReader(corpus)
  const examples = corpus.topics.flatMap(({ questions }, label) =>
    questions.map((question) => ({
      features: reader.features(wording(reader.plain(question))),
      label,
    })),
  )
  const kindOf = corpus.topics.map(({ kind }) => kinds.indexOf(kind))
  return {
    topics: train(examples, corpus.topics.length),
    kinds: train(
      examples.map(({ features, label }) => ({ features, label: kindOf[label] ?? 0 })),
      kinds.length,
    ),
  }
}
function makeUnderstanding(corpus, learnt) {
  const { topics, units } = corpus
  const reader = makeReader(corpus)
  const topicScores = makeClassifier(learnt.topics)
  const kindScores = makeClassifier(learnt.kinds)
  const search = makeSearch(units.map(({ text }) => text))
  const unitOf = topics.map(({ kind, name }) =>
    kind === 'clause' ? units.findIndex(({ citation }) => citation === citationOf(name)) : -1,
  )
  const citations = [
    ...new Set(topics.filter(({ kind }) => kind === 'clause').map(({ name }) => citationOf(name))),
  ]
  function topicShares(scores, found, weight, base) {
    return softmax(
      scores.map((score, at) => {
        const unit = unitOf[at] ?? -1
        return unit < 0 ? score : score + weight * (found[unit] ?? 0) - base
      }),
    )
  }
  function kindShares(shares, direct) {
    const sums = sumBy(topics, ({ kind }) => kind, shares)
    const logits = kinds.map(
      (kind, at) =>
        Math.log((sums.get(kind) ?? 0) + 1e-9) + weighing.kindClassifier * (direct[at] ?? 0),
    )
    return softmax(Float32Array.from(logits))
  }
  return (text) => {
    const plain = reader.plain(text)
    const worded = wording(plain)
    const features = reader.features(worded)
    const scores = topicScores(features)
    const found = search(worded)
    const forKind = topicShares(scores, found, weighing.searchForKind, weighing.searchForKindBase)
    const shares = kindShares(forKind, kindScores(features))
    const best = shares.indexOf(Math.max(...shares))
    const kind = kinds[best] ?? 'clause'
    const forClause = topicShares(scores, found, weighing.searchForClause, 0)
    const shareOf = new Map(topics.map((topic, at) => [topic, forClause[at] ?? 0]))
    const clauseSums = sumBy(topics, ({ name }) => citationOf(name), forClause)
    return {
      kind,
      kindShare: shares[best] ?? 0,
      topics: ranked(
        topics.filter((topic) => topic.kind === kind),
        (topic) => shareOf.get(topic) ?? 0,
      ),
      clauses: ranked(citations, (citation) => clauseSums.get(citation) ?? 0),
      text: plain,
    }
  }
}

// policy/answering/learnt-file.ts
var learntFile = join4(packageRoot, 'policy', 'learnt.bin')
var fingerprintBytes = 32
function fingerprint(corpus) {
  return createHash('sha256').update(JSON.stringify(corpus)).digest()
}
function unpackWeights(file, at) {
  const rows = file.readUInt32LE(at)
  const classes = file.readUInt32LE(at + 4)
  const unit = file.readDoubleLE(at + 8)
  const bytesAt = at + 16 + rows * 4
  const end = bytesAt + rows * classes
  if (end > file.length) throw new RangeError('learnt file is cut short')
  const buckets = Uint32Array.from({ length: rows }, (_, row) =>
    file.readUInt32LE(at + 16 + row * 4),
  )
  return [{ buckets, bytes: new Int8Array(file.subarray(bytesAt, end)), unit, classes }, end]
}
function readLearnt(corpus, path = learntFile) {
  if (!existsSync2(path)) return void 0
  const file = readFileSync3(path)
  if (!file.subarray(0, fingerprintBytes).equals(fingerprint(corpus))) return void 0
  try {
    const [topics, end] = unpackWeights(file, fingerprintBytes)
    const [kinds2] = unpackWeights(file, end)
    return { topics, kinds: kinds2 }
  } catch (error) {
    if (error instanceof RangeError) return void 0
    throw error
  }
}

// policy/intent.ts
var intents = [
  'report_complaint',
  'report_hospitalization',
  'report_death',
  'certification',
  'contact_card',
  'mutual_aid_claim',
  'bind',
  'hardship',
  'activity_signup',
  'handoff',
  'opt_out',
  'funeral_help',
]
var intentReplies = {
  report_complaint:
    '\u60A8\u8981\u53CD\u6620\u60C5\u51B5\u3002\u8BF7\u628A\u4E8B\u60C5\u8BF4\u4E00\u8BF4\uFF0C\u6211\u4EEC\u767B\u8BB0\u540E\u7ED9\u60A8\u7F16\u53F7\u3002',
  report_hospitalization:
    '\u542C\u8BF4\u6709\u4EBA\u4F4F\u9662\uFF0C\u613F\u65E9\u65E5\u5EB7\u590D\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u662F\u8C01\u3001\u4F4F\u5728\u54EA\u5BB6\u533B\u9662\u3002',
  report_death:
    '\u542C\u5230\u8FD9\u4E2A\u6D88\u606F\u5F88\u96BE\u8FC7\uFF0C\u8BF7\u8282\u54C0\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u8001\u4EBA\u7684\u59D3\u540D\uFF0C\u5DE5\u4F5C\u4EBA\u5458\u4F1A\u4E0E\u60A8\u8054\u7CFB\u3002',
  certification:
    '\u60A8\u8981\u529E\u751F\u5B58\u8BA4\u8BC1\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u59D3\u540D\uFF0C\u4E0D\u7528\u4E13\u95E8\u8DD1\u4E00\u8D9F\u3002',
  contact_card:
    '\u60A8\u8981\u8054\u7CFB\u5361\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u59D3\u540D\uFF0C\u5DE5\u4F5C\u7AD9\u7ED9\u60A8\u529E\u3002',
  mutual_aid_claim:
    '\u60A8\u8981\u62A5\u9500\u533B\u7597\u4E92\u52A9\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u59D3\u540D\u548C\u4F4F\u9662\u65F6\u95F4\u3002',
  bind: '\u60A8\u8981\u7ED1\u5B9A\u3002\u8BF7\u53D1\u8054\u7CFB\u5361\u4E0A\u7684\u7ED1\u5B9A\u7801\uFF0C\u6CA1\u6709\u5C31\u56DE\u590D\u201C\u4EBA\u5DE5\u201D\u3002',
  hardship:
    '\u77E5\u9053\u60A8\u5BB6\u6709\u96BE\u5904\u3002\u8BF7\u8BF4\u8BF4\u51FA\u4E86\u4EC0\u4E48\u4E8B\uFF0C\u6211\u4EEC\u767B\u8BB0\u540E\u5B89\u6392\u8D70\u8BBF\u3002',
  activity_signup:
    '\u60A8\u8981\u62A5\u540D\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u59D3\u540D\u548C\u6D3B\u52A8\u540D\u79F0\u3002',
  handoff:
    '\u597D\u7684\uFF0C\u4E3A\u60A8\u8F6C\u63A5\u53BF\u9000\u7BA1\u4E2D\u5FC3\u5DE5\u4F5C\u4EBA\u5458\u3002\u8BF7\u7559\u4E0B\u59D3\u540D\u548C\u7535\u8BDD\u3002',
  opt_out:
    '\u597D\u7684\uFF0C\u4EE5\u540E\u4E0D\u518D\u7ED9\u60A8\u7FA4\u53D1\u6D88\u606F\u3002\u60A8\u6765\u95EE\uFF0C\u6211\u4EEC\u7167\u6837\u7B54\u3002',
  funeral_help:
    '\u8BF7\u8282\u54C0\u3002\u8BF7\u544A\u8BC9\u6211\u4EEC\u8001\u4EBA\u7684\u59D3\u540D\u548C\u4F4F\u5904\uFF0C\u5DE5\u4F5C\u4EBA\u5458\u4F1A\u6765\u534F\u52A9\u3002',
}

// policy/answers.ts
var leastConfidence = 0.05
var secondShare = 0.2
var unclear = {
  kind: 'unclear',
  text: unclearAnswer,
  articles: [],
  abstained: true,
  confidence: 0,
}
function likelySecond(clauses) {
  const [first, second] = clauses
  if (first === void 0 || second === void 0) return void 0
  return second.share >= secondShare * first.share ? second.item : void 0
}
function fromClause(corpus, understood) {
  const unitOf = (citation) => corpus.units.find((unit2) => unit2.citation === citation)
  const first = understood.clauses[0]
  const unit = unitOf(first?.item)
  if (first === void 0 || unit === void 0) return unclear
  const named = namedFact(unit.citation, understood.text)
  const ofClause = understood.topics.filter(({ item }) => citationOf(item.name) === unit.citation)
  const topic =
    ofClause.find(({ item }) => item.name === `${unit.citation}/${named}`) ?? ofClause[0]
  const second = unitOf(likelySecond(understood.clauses))
  return {
    kind: 'clause',
    text: clauseAnswer(topic?.item.verdict ?? '', unit, second),
    articles: [unit.citation, ...(second ? [second.citation] : [])],
    abstained: false,
    confidence: understood.kindShare * first.share,
  }
}
function fromTopic(corpus, understood) {
  const best = understood.topics[0]
  if (best === void 0) return unclear
  const plain = {
    articles: [],
    abstained: false,
    confidence: understood.kindShare * best.share,
  }
  if (understood.kind === 'smalltalk') {
    return { ...plain, kind: 'smalltalk', text: smalltalkAnswer(understood.text) }
  }
  const intent = intents.find((name) => understood.kind === 'action' && name === best.item.name)
  if (intent !== void 0) return { ...plain, kind: 'action', text: intentReplies[intent], intent }
  const number = corpus.units[0]?.source.number ?? ''
  return {
    ...plain,
    kind: 'outside',
    text: outsideAnswer(best.item.verdict, number),
    abstained: true,
    confidence: understood.kindShare,
  }
}
function makeAnswerer(corpus, learnt) {
  let understand
  return (question) => {
    if (isBlank(question)) return unclear
    understand ??= makeUnderstanding(corpus, learnt ?? learn(corpus))
    const understood = understand(question)
    const answer =
      understood.kind === 'clause' ? fromClause(corpus, understood) : fromTopic(corpus, understood)
    return answer.confidence < leastConfidence ? unclear : answer
  }
}
function lazyAnswerer() {
  let answerer
  return (question) => {
    if (answerer === void 0) {
      const corpus = loadCorpus()
      answerer = makeAnswerer(corpus, readLearnt(corpus))
    }
    return answerer(question)
  }
}

// policy/ask.ts
function readAskedLine(line) {
  const value = JSON.parse(line)
  if (typeof value === 'object' && value !== null && 'id' in value && 'text' in value) {
    const { id, text } = value
    if (typeof id === 'string' && typeof text === 'string') return { id, text }
  }
  throw new SyntaxError('a question is {"id": "\u2026", "text": "\u2026"}')
}
function answerLine({ id, text }, answerer, clock) {
  const started = clock()
  const { text: answer, articles, abstained, intent } = answerer(text)
  const latency = Math.round((clock() - started) * 100) / 100
  return { id, answer, articles, abstained, ...(intent ? { intent } : {}), latency_ms: latency }
}

// ../../../tmp/ask.ts
var a = lazyAnswerer()
var r0 = process.memoryUsage().rss
var t = performance.now()
a('\u8BA4\u8BC1')
var t1 = performance.now()
var out = fs
  .readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((l) => JSON.stringify(answerLine(readAskedLine(l), a, () => performance.now())))
fs.writeFileSync(process.argv[3], out.join('\n') + '\n')
console.log(
  'first ms',
  (t1 - t).toFixed(0),
  'rss +',
  ((process.memoryUsage().rss - r0) / 1e6).toFixed(1),
)
