import { accessSync, constants, statfsSync } from 'node:fs'
import { firstBrokenLink } from '../../db/audit.ts'
import { inboxBacklog } from '../../db/messaging/inbox.ts'
import { calendarCovers, chinaYear } from '../../policy/calendar.ts'
import { type Config, readConfig } from '../config.ts'
import { openDatabase } from '../open-database.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { refusalOf } from './refusal.ts'
import type { Command, CommandContext, Finding } from './types.ts'

const leastFreeBytes = 1024 ** 3

function checkFolder(config: Config): Finding {
  try {
    accessSync(config.DATA_DIR, constants.W_OK)
    const { bavail, bsize } = statfsSync(config.DATA_DIR)
    const what = `数据目录可写，剩余 ${Math.round((bavail * bsize) / 1024 ** 2)} MB`
    if (bavail * bsize > leastFreeBytes) return { what, state: 'ok' }
    return { what, state: 'warn', advice: '磁盘快满了，请清理或扩容。' }
  } catch {
    return { what: '数据目录不可写', state: 'bad', advice: '请检查 DATA_DIR 的权限。' }
  }
}

function checkCalendar(now: number): Finding {
  const year = chinaYear(now)
  const missing = [year, year + 1].filter((one) => !calendarCovers(one))
  if (missing.length === 0) return { what: '节假日表齐全', state: 'ok' }
  return {
    what: `节假日表缺 ${missing.join('、')} 年`,
    state: 'warn',
    advice: '国务院公布放假安排后，请补充 policy/holidays.ts；之前按周一至周五计算工作日。',
  }
}

function checkChannels(config: Config): Finding[] {
  const telegram = config.TELEGRAM_TOKEN === undefined ? '未开通' : '已配置'
  const wechat = config.WECHATY_PUPPET_SERVICE_TOKEN === undefined ? '未开通' : '已配置'
  return [
    { what: '网页聊天：随服务启动', state: 'ok' },
    { what: `Telegram：${telegram}`, state: 'ok' },
    { what: `微信：${wechat}`, state: 'ok' },
  ]
}

async function checkDatabase(config: Config, context: CommandContext): Promise<Finding[]> {
  const store = await openDatabase(config, { now: context.now })
  try {
    const waiting = (await inboxBacklog(store.read)).reduce((sum, row) => sum + row.waiting, 0)
    const broken = await firstBrokenLink(store.read)
    return [
      { what: `数据库可用，待处理消息 ${waiting} 条`, state: 'ok' },
      broken === undefined
        ? { what: '操作记录完整', state: 'ok' }
        : {
            what: `操作记录第 ${broken} 条被改动`,
            state: 'bad',
            advice: '请保留现场并联系开发者。',
          },
    ]
  } finally {
    await store.close()
  }
}

const marks = { ok: '正常', warn: '注意', bad: '有问题' } as const

/** Looks at configuration, folder, database, channels and calendar, and says what to do. Exit code 1 when something is bad. */
export const doctor: Command = async (_args, context) => {
  const findings: Finding[] = []
  try {
    const config = readConfig(context.environment)
    findings.push({ what: '配置正确', state: 'ok' })
    findings.push(...(await checkDatabase(config, context)))
    findings.push(checkFolder(config), checkCalendar(context.now()), ...checkChannels(config))
    findings.push(...(await checkEndpoints(config, context)))
    findings.push({
      what: '还没有备份功能',
      state: 'warn',
      advice: '请先停止服务，再整个复制数据目录（含 secret.key）。',
    })
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    findings.push({ what: refusal.message, state: 'bad', advice: '改正后再运行一次。' })
  }
  for (const { what, state, advice } of findings) {
    context.print(`[${marks[state]}] ${what}${advice === undefined ? '' : `\n        ${advice}`}`)
  }
  return findings.some(({ state }) => state === 'bad') ? 1 : 0
}
