import { AlreadyRunning } from '../../db/engine/file-lock.ts'
import { KeyFileError } from '../../db/vault.ts'
import { ConfigError, readConfig } from '../config.ts'
import { type Service, startService } from '../service.ts'
import { type Command, type CommandContext, CommandError } from './types.ts'

const isPortTaken = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

async function start(context: CommandContext): Promise<Service> {
  try {
    return await startService(readConfig(context.environment), context)
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message, 2)
    if (error instanceof AlreadyRunning || error instanceof KeyFileError) {
      throw new CommandError(error.message, 1)
    }
    if (isPortTaken(error)) throw new CommandError('端口已被占用，请换一个 PORT 再启动。', 1)
    throw error
  }
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}

/** The service, until it is told to stop. */
export const serve: Command = async (_args, context) => {
  const service = await start(context)
  context.print(`聊天页面：${service.address}/`)
  context.print(`管理页面：${service.address}/admin`)
  if (service.setupCode !== undefined) {
    context.print(`首次设置码：${service.setupCode}（在管理页面用它建立第一个管理员，只能用一次）`)
  }
  await stopSignal()
  await service.stop()
  return 0
}
