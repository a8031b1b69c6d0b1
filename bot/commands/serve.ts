import { readConfig } from '../config.ts'
import { startService } from '../service.ts'
import type { Command } from './types.ts'

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}

/** The service, until it is told to stop. */
export const serve: Command = async (_args, context) => {
  const service = await startService(readConfig(context.environment), context)
  context.print(`聊天页面：${service.address}/`)
  context.print(`管理页面：${service.address}/admin`)
  if (service.setupCode !== undefined) {
    context.print(`首次设置码：${service.setupCode}（在管理页面用它建立第一个管理员，只能用一次）`)
  }
  await stopSignal()
  await service.stop()
  return 0
}
