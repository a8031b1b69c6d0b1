import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import toTraditional from 'opencc-js/dict/STCharacters'
import { packageRoot } from '../../policy/package-root.ts'
import { simplify } from '../../policy/traditional.ts'

const rows = readFileSync(join(packageRoot, 'policy/language/syllables.txt'), 'utf8')
  .split('\n')
  .map((line) => line.split(' '))
const syllableOf = new Map<string, string>()
const soundAlike = new Map<string, readonly string[]>()
for (const [syllable = '', characters = ''] of rows) {
  for (const character of characters) {
    if (!syllableOf.has(character)) syllableOf.set(character, syllable)
    soundAlike.set(character, [...characters].slice(0, 12))
  }
}
const traditional = new Map(
  toTraditional.split('|').map((pair): [string, string] => {
    const [from = '', to = ''] = pair.split(' ')
    return [from, to]
  }),
)

/** Numbers from 0 to 1 that are the same for the same text. */
function numbersFor(text: string): () => number {
  let state = 7
  for (const character of text) state = (Math.imul(state, 31) + character.charCodeAt(0)) | 0
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

const pick = <T>(items: readonly T[], random: () => number): T | undefined =>
  items[Math.floor(random() * items.length * 0.9999)]

const before = [
  '喂你好那个我想问一下啊',
  '哎小同志我跟你讲哈',
  '嗯就是说呢',
  '那个那个',
  '是这样的啊麻烦问一下哈',
]
const after = ['你给我说一下嘛', '谢谢啊', '我也搞不清楚', '麻烦你了小同志', '你听得见不']

const stories = [
  '我是从盐矿退休下来的老工人今年七十六了',
  '我们几个老姐妹在广场上坐着聊起来的',
  '我文化低不会打字这是我孙女帮我打的',
  '听隔壁老张讲他也是这个情况',
  '我耳朵背你说大声点',
]
const sighs = ['我都问了好几个人了', '他们讲的都不一样把我都搞糊涂了', '我心里头着急得很']

function spelt(text: string, between: string): string {
  return simplify(text).replace(/\p{Script=Han}+/gu, (run) =>
    Array.from(run, (character) => syllableOf.get(character) ?? character).join(between),
  )
}

/** Ways in which the same words reach the bot, each the same every time. */
export const disturbances: Readonly<Record<string, (text: string) => string>> = {
  'homophones, 15 %': (text) => {
    const random = numbersFor(text)
    return Array.from(text, (character) =>
      random() < 0.15
        ? (pick(soundAlike.get(character) ?? [character], random) ?? character)
        : character,
    ).join('')
  },
  'spaced pinyin': (text) => spelt(text, ' '),
  'run-on pinyin': (text) => spelt(text, ''),
  'traditional characters': (text) =>
    Array.from(text, (character) => traditional.get(character) ?? character).join(''),
  'fillers in front': (text) => `${pick(before, numbersFor(text))}${text}`,
  'fillers behind': (text) => `${text}${pick(after, numbersFor(text))}`,
  'fillers around': (text) => {
    const random = numbersFor(text)
    return `${pick(before, random)}${text}${pick(after, random)}`
  },
  'a story in front': (text) => `${pick(stories, numbersFor(text))} ${text}`,
  'a sigh behind': (text) => `${text} ${pick(sighs, numbersFor(text))}`,
  'a character dropped': (text) => {
    const at = Math.floor(numbersFor(text)() * text.length)
    return text.length < 4 ? text : text.slice(0, at) + text.slice(at + 1)
  },
  'a character doubled': (text) => {
    const at = Math.floor(numbersFor(text)() * text.length)
    return text.slice(0, at + 1) + text.slice(at)
  },
}
