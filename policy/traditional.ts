import pairs from 'opencc-js/dict/TSCharacters'

const byTraditional = new Map<string, string>()

function table(): ReadonlyMap<string, string> {
  if (byTraditional.size > 0) return byTraditional
  for (const pair of pairs.split('|')) {
    const [traditional, simplified] = pair.split(' ')
    if (traditional !== undefined && simplified !== undefined) {
      byTraditional.set(traditional, simplified)
    }
  }
  return byTraditional
}

/** Traditional characters to simplified ones, character by character; 甚麼 also becomes 什么. */
export function simplify(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text
  const simplified = table()
  let result = ''
  for (const character of text) result += simplified.get(character) ?? character
  return result.replaceAll('甚么', '什么')
}
