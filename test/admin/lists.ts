import { Readable } from 'node:stream'
import { deflateRawSync } from 'node:zlib'
import { writeXlsxStream } from 'hucre/xlsx'
import { idNumberFor } from '../people.ts'

/** Headings of a firm's list, not the template's. */
export const firmHeadings = ['序号', '姓名', '身份证号', '联系电话', '原工作单位', '工作站']

const names = (at: number) =>
  `${'赵钱孙李周吴郑王'[at % 8]}${'秀桂玉淑'[at % 4]}${'英兰珍芳'[Math.floor(at / 4) % 4]}`

/** Rows of a firm's list: people with numbers of their own. */
export const firmRows = (count: number, station = ''): string[][] =>
  Array.from({ length: count }, (_, at) => [
    String(at + 1),
    names(at),
    idNumberFor(
      `19${40 + (at % 20)}-0${5 + Math.floor(at / 10_000)}-12`,
      (Math.floor(at / 20) * 2) % 1000,
    ),
    `138${String(10_000_000 + at)}`,
    '禄丰县水泥厂',
    station,
  ])

/** Rows under the template's own headings, every column filled in: what 第七条（三） asks of a firm. */
export const wholeRows = (count: number): string[][] =>
  Array.from({ length: count }, (_, at) => {
    const bornOn = `19${40 + (at % 20)}-0${5 + Math.floor(at / 10_000)}-12`
    const number = idNumberFor(bornOn, (Math.floor(at / 20) * 2) % 1000)
    const place = `禄丰县广通镇解放路${at + 1}号`
    const days = ['1962-03-01', '1999-06-01']
    const kinds = ['县属企业退休', '企业退休人员', '否', '广通']
    const phone = `138${String(10_000_000 + at)}`
    const [firm, patch] = ['禄丰县水泥厂', `第${(at % 9) + 1}片区`]
    return [
      names(at),
      '女',
      number,
      bornOn,
      ...days,
      place,
      patch,
      phone,
      '2345.60',
      firm,
      ...kinds,
    ]
  })

/** A workbook of these rows, every cell as it is given. */
export async function workbookOf(
  rows: readonly (readonly (string | number)[])[],
  headings: readonly string[] = firmHeadings,
): Promise<Buffer> {
  const stream = writeXlsxStream(
    rows.map((row) => [...row]),
    { name: '名单', columns: headings.map((header) => ({ header, width: 12 })) },
  )
  const chunks: Buffer[] = []
  for await (const chunk of Readable.fromWeb(stream)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** A file inside an archive; `size` may lie. */
export interface Packed {
  readonly name: string
  readonly bytes: Buffer
  readonly size?: number
}

/** An archive of these files, made by hand so that it can be wrong in any way. */
export function zipOf(files: readonly Packed[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes, size = bytes.length } of files) {
    const packed = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    local.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, Buffer.from(name), packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    const version = Buffer.from([20, 0])
    central.push(Buffer.from('PK\u0001\u0002', 'latin1'), version, common, rest, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}

/** Of large files 0: they are to be refused before anybody looks. */
function crc32(bytes: Buffer): number {
  if (bytes.length > 1_000_000) return 0
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

const types =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageLinks = 'http://schemas.openxmlformats.org/package/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** The files of a workbook whose only sheet is this XML. */
export function partsOf(sheet: string): Packed[] {
  const part = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })
  const link = (type: string, target: string) =>
    `<Relationships xmlns="${packageLinks}"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`
  return [
    part('[Content_Types].xml', types),
    part('_rels/.rels', link('officeDocument', 'xl/workbook.xml')),
    part(
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    part('xl/_rels/workbook.xml.rels', link('worksheet', 'worksheets/sheet1.xml')),
    part('xl/worksheets/sheet1.xml', sheet),
  ]
}

/** A sheet with rows of inline text; `extra` stands behind the rows. */
export function sheetXml(rows: readonly (readonly string[])[], extra = ''): string {
  const cells = (row: readonly string[], at: number) =>
    row
      .map((text, column) => {
        const address = `${String.fromCharCode(65 + column)}${at + 1}`
        return text.startsWith('<f>')
          ? `<c r="${address}">${text}<v>1</v></c>`
          : `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`
      })
      .join('')
  const lines = rows.map((row, at) => `<row r="${at + 1}">${cells(row, at)}</row>`).join('')
  return `<worksheet xmlns="${main}"><sheetData>${lines}</sheetData>${extra}</worksheet>`
}
