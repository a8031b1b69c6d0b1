/** A field of a firm's list, and how firms call it. The first name is that of the template. */
const headings = {
  name: ['姓名', '退休人员姓名', '人员姓名', '职工姓名', '名字'],
  sex: ['性别'],
  idNumber: [
    '身份证号码',
    '身份证号',
    '公民身份号码',
    '公民身份证号码',
    '身份证',
    '居民身份证号',
    '证件号码',
    '身份号码',
  ],
  bornOn: ['出生年月', '出生日期', '出生年月日', '出生时间', '生日'],
  workStartedOn: ['参加工作时间', '参加工作年月', '参工时间', '工作时间', '参加工作日期'],
  retiredOn: ['退休时间', '退休日期', '退休年月', '办理退休时间', '批准退休时间'],
  residence: [
    '居住地',
    '现居住地',
    '居住地址',
    '家庭住址',
    '家庭地址',
    '住址',
    '详细住址',
    '现住址',
    '常住地址',
  ],
  patch: ['片区', '所在社区', '社区', '村委会', '所属片区', '居住社区'],
  phone: ['联系电话', '电话', '手机', '手机号', '手机号码', '电话号码', '本人电话', '联系方式'],
  monthlyPension: [
    '养老金标准',
    '月养老金',
    '养老金',
    '基本养老金',
    '月养老金标准',
    '养老金水平',
    '退休金',
  ],
  enterprise: ['原工作单位', '工作单位', '企业名称', '单位名称', '原单位', '所属企业', '移交企业'],
  personType: ['人员类型', '人员类别', '退休类型', '身份类型'],
  category: ['类别', '管理类别', '对象类别', '服务对象类别'],
  hardship: ['特困', '是否特困', '困难情况', '困难人员'],
  station: ['管理单位', '工作站', '接收单位', '接收工作站', '管理工作站', '所属工作站'],
} as const

/** A field of a firm's list. */
export type ImportField = keyof typeof headings

/** Every field with its official heading, in the order of the template. */
export const importHeadings = Object.fromEntries(
  Object.entries(headings).map(([field, [official]]) => [field, official]),
) as Readonly<Record<ImportField, string>> // Cast: the same keys.

/** Fields without which nobody can be registered. */
export const neededFields: readonly ImportField[] = ['name', 'idNumber']

/** Which column of the sheet, from 0, holds a field. */
export type ColumnMap = Readonly<Partial<Record<ImportField, number>>>

const fold = (heading: string): string =>
  heading
    .normalize('NFKC')
    .replaceAll(/[（(【[].*?[)）】\]]|[\s*:：、_-]|\p{Cf}/gu, '')
    .replace(/^本人/, '')

const fieldByHeading = new Map<string, ImportField>(
  Object.entries(headings).flatMap(([field, names]) =>
    // Cast: the keys of the very record.
    names.map((name) => [fold(name), field as ImportField] as const),
  ),
)

/** What the columns under these headings hold, each field once, the leftmost first. */
export function guessColumns(cells: readonly string[]): ColumnMap {
  const map: Partial<Record<ImportField, number>> = {}
  for (const [column, cell] of cells.entries()) {
    const field = fieldByHeading.get(fold(cell))
    if (field !== undefined && map[field] === undefined) map[field] = column
  }
  return map
}

/** Whether a row can be the one with the headings. */
export const isHeadingRow = (cells: readonly string[]): boolean => {
  const map = guessColumns(cells)
  return neededFields.every((field) => map[field] !== undefined)
}

/** `A`, `B`, …, `Z`, `AA`: the letters of a column, counted from 0. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26) - 1
  return (rest >= 0 ? columnLetters(rest) : '') + String.fromCharCode(65 + (column % 26))
}
