import { SheetRefused } from './refusal.ts'

/** Cells that merges of one sheet may cover: titles and signatures need a few hundred. */
const mergedMost = 100_000
/** Cells that drop-down lists of one sheet may cover. */
const validatedMost = 1_000_000

const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

/** How many cells ranges like `A1:C3 E5 F:F` cover. */
function cellsOf(ranges: string): number {
  let cells = 0
  for (const range of ranges.split(/\s+/)) {
    const found = /^\$?([A-Z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Z]{1,3})?\$?(\d{1,7})?)?$/.exec(range)
    if (range === '' || found === null) continue
    const [, fromColumn = 'A', fromRow = '1', toColumn = fromColumn, toRow = fromRow] = found
    const wide = Math.abs(columnOf(toColumn) - columnOf(fromColumn)) + 1
    // `F:F` names no rows: it is the whole column.
    const tall = /\d/.test(range) ? Math.abs(Number(toRow) - Number(fromRow)) + 1 : 1_048_576
    cells += wide * tall
  }
  return cells
}

/** How many cells the ranges in some tags cover. `word`: stands in every such tag, and is looked for first, much faster. */
function covered(sheet: Buffer, word: string, tags: RegExp): number {
  if (!sheet.includes(word)) return 0
  let cells = 0
  for (const [, ranges = ''] of sheet.toString('latin1').matchAll(tags))
    cells += cellsOf(ranges.trim())
  return cells
}

/**
 * Refuses a sheet whose merges or drop-down lists cover more than a list has: programs that fill every cell of them in
 * run out of memory. @throws {SheetRefused}
 */
export function refuseWideAreas(sheet: Buffer): void {
  if (covered(sheet, 'mergeCell', /<(?:\w+:)?mergeCell\s[^>]*?\bref="([^"]*)"/g) > mergedMost)
    throw new SheetRefused('表格里合并的单元格太多，请取消合并，或用模板填写后再上传。')
  const plain = covered(
    sheet,
    'dataValidation',
    /<(?:\w+:)?dataValidation\s[^>]*?\bsqref="([^"]*)"/g,
  )
  const newer = covered(sheet, 'sqref>', /<(?:\w+:)?sqref>([^<]*)</g)
  if (plain + newer > validatedMost)
    throw new SheetRefused(
      '“数据有效性”（下拉选项）设到了上百万格，请只设到名单最后一行，或用模板填写后再上传。',
    )
}
