import { Readable } from 'node:stream'
import { namesOf } from '../../db/ledger-names.ts'
import { importedPeople } from '../../db/ledgers/import-rows.ts'
import type { RetireeImport } from '../../db/ledgers/retiree-import.ts'
import type { Db } from '../../db/store.ts'
import { chinaDate, formatDay } from '../../policy/calendar.ts'
import { sexLabels } from '../../policy/retiree.ts'
import { escapeHtml } from '../print.ts'

const style = `
body { font-family: "SimSun", "Songti SC", "Noto Serif CJK SC", serif; margin: 15mm; font-size: 12pt; }
h1 { font-size: 18pt; text-align: center; } table { border-collapse: collapse; width: 100%; font-size: 10pt; }
th, td { border: 1px solid #000; padding: 1mm 2mm; text-align: left; } thead { display: table-header-group; }
tr, .sign { break-inside: avoid; } .sign { display: flex; margin-top: 12mm; } .sign div { flex: 1; line-height: 2.4; }
@page { size: A4; margin: 12mm; } @media print { body { margin: 0; } .hint { display: none; } }`

const side = (who: string) =>
  `<div>${who}（盖章）：<br>经办人签字：<br>日期：　　　　年　　月　　日</div>`

async function* page(db: Db, row: RetireeImport) {
  const stations = await namesOf(db, 'stations', [])
  const unit = escapeHtml(stations.get(row.stationId) ?? '')
  const day = formatDay(chinaDate(row.confirmedAt ?? row.createdAt))
  yield `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>移交接收回执</title><style>${style}</style></head><body>`
  yield '<h1>企业退休人员社会化管理移交接收回执</h1><p class="hint">按 Ctrl+P 打印，一式两份。</p>'
  yield `<p>根据禄政通〔2006〕101号第七条，${day}接收单位${unit}收到名单“${escapeHtml(row.fileName)}”，`
  yield `共 ${row.rowCount} 行：新接收 ${row.newCount} 人，更新 ${row.updatedCount} 人，原已在册 ${row.sameCount} 人。</p>`
  yield `<p>批次编号：${escapeHtml(row.id)}　文件校验：${escapeHtml(row.fileHash.slice(0, 16))}</p>`
  yield '<table><thead><tr><th>序号</th><th>姓名</th><th>性别</th><th>出生年月</th><th>身份证后四位</th><th>管理单位</th></tr></thead><tbody>'
  let count = 0
  for await (const people of importedPeople(db, row.id))
    for (const { name, sex, bornOn, idLast4, stationId } of people) {
      count += 1
      const cells = [count, name, sexLabels[sex], bornOn, idLast4, stations.get(stationId)]
      yield `<tr>${cells.map((cell) => `<td>${escapeHtml(String(cell ?? ''))}</td>`).join('')}</tr>\n`
    }
  yield `</tbody></table><div class="sign">${side('移交单位')}${side('接收单位')}</div></body></html>`
}

/** 移交接收回执 for both sides: what was taken over, with the people and places to sign. */
export const receiptOf = (db: Db, row: RetireeImport): Readable =>
  Readable.from(page(db, row), { objectMode: false })
