/** Texts that break programs: each with what it is. */
export const hostileTexts: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['blanks', ' \t\n\u3000'],
  ['a character that databases refuse', 'a\0b'],
  ['only what nobody sees', '\u200b\u200e\ufeff\u2060'],
  ['half a character', '半\ud800字'],
  ['emoji', '👨‍👩‍👧👍🏽🌹'],
  ['right to left', '\u202e倒着写\u202c مرحبا'],
  ['HTML', '<script>alert(1)</script><b>&amp;"\'</b>'],
  ['Markdown', '*_`[x](http://y)~>#+-=|{}.!\\'],
  ['SQL', '\'; drop table staff; -- " or 1=1'],
  ['a formula', '=HYPERLINK("http://x","y")'],
  ['signs of LIKE', '%_\\%'],
  ['a path', '../../../../etc/passwd'],
  ['a template', '{{1+1}} %s %n #{7*7}'],
  ['a prototype', '__proto__'],
  ['letters beyond the plane', '𠮷𬭎𝒳'],
  ['lines', '甲\r\n乙\n\n丙\u2028丁'],
  ['a hundred thousand characters', '长'.repeat(100_000)],
]

/** Values of JSON that no field of ours holds as they stand. */
export const hostileValues: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['a switch', true],
  ['zero', 0],
  ['less than nothing', -1],
  ['half a number', 0.5],
  ['more than 32 bits', 2 ** 31],
  ['more than 53 bits', 2 ** 60],
  ['a list', ['a', 'b']],
  ['an empty list', []],
  ['an object', { toString: 1, length: 3 }],
  ['a deep object', { a: { b: { c: { d: {} } } } }],
]
