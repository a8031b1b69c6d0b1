import pairs from 'opencc-js/dict/TSCharacters'

/** What characters become, and what finds one that becomes another. */
function makeTable() {
  const byTraditional = new Map<string, string>()
  for (const pair of pairs.split('|')) {
    const [traditional, simplified] = pair.split(' ')
    if (traditional !== undefined && simplified !== undefined && traditional !== simplified)
      byTraditional.set(traditional, simplified)
  }
  return { byTraditional, pattern: new RegExp(`[${[...byTraditional.keys()].join('')}]`, 'gu') }
}

let table: ReturnType<typeof makeTable> | undefined

/** Traditional characters to simplified ones, character by character; 甚麼 also becomes 什么. */
export function simplify(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text
  table ??= makeTable()
  const { byTraditional, pattern } = table
  return text
    .replace(pattern, (character) => byTraditional.get(character) ?? character)
    .replaceAll('甚么', '什么')
}
