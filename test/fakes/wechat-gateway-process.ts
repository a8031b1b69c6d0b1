/** Entry of the gateway's own process: a PuppetServer over gRPC, told by IPC what its account lives through. */
import { PuppetServer } from 'wechaty-puppet-service'
import type { GatewayAnswer, GatewayCommand, GatewaySettings } from './gateway-protocol.ts'
import { GatewayPuppet } from './gateway-puppet.ts'

async function carryOut(
  puppet: GatewayPuppet,
  command: GatewayCommand,
): Promise<GatewayAnswer['result']> {
  switch (command.act) {
    case 'login':
      return puppet.logIn() ?? undefined
    case 'logout':
      return (await puppet.logOut()) ?? undefined
    case 'say':
      return puppet.receive(command.from, 'Text', command)
    case 'announce':
      return puppet.announce(command.messageId) ?? undefined
    case 'burst':
      return command.texts.map((text) => puppet.receive(command.from, 'Text', { text }))
    case 'sendFile':
      return puppet.receiveFile(command.from, command.type, command.name, command.base64)
    case 'sendKind':
      return puppet.receive(command.from, command.type, { text: '<xml/>' })
    case 'sayInRoom':
      return puppet.receive(command.from, 'Text', { text: command.text, roomId: command.room })
    case 'sayOwn':
      return puppet.receive(puppet.currentUserId, 'Text', {
        text: command.text,
        listenerId: command.to,
      })
    case 'befriend':
      return puppet.befriend(command.from, command.hello, command.id)
    case 'failSend':
      return puppet.failSend(command.nth, command.message) ?? undefined
    case 'slowSend':
      return puppet.slowSend(command.ms) ?? undefined
    case 'record':
      return puppet.record()
  }
}

function serverTls(tls: GatewaySettings['tls']) {
  if (tls === undefined) return { disable: true }
  return tls === 'published' ? {} : { serverCert: tls.cert, serverKey: tls.key }
}

async function serve(settings: GatewaySettings): Promise<GatewayPuppet> {
  const puppet = new GatewayPuppet(settings)
  puppet.on('error', () => undefined)
  const server = new PuppetServer({
    endpoint: `127.0.0.1:${settings.port}`,
    puppet,
    token: settings.token,
    tls: serverTls(settings.tls),
  })
  await server.start()
  if (settings.heartbeatMs > 0)
    setInterval(() => puppet.emit('heartbeat', { data: 'beat' }), settings.heartbeatMs)
  return puppet
}

process.once('message', (settings: GatewaySettings) => {
  const serving = serve(settings)
  serving.then(
    () => process.send?.({ number: 0 } satisfies GatewayAnswer),
    (error: unknown) =>
      process.send?.({ number: 0, failed: String(error) } satisfies GatewayAnswer),
  )
  process.on('message', (message: { number: number; command: GatewayCommand }) => {
    const { number } = message
    serving
      .then((puppet) => carryOut(puppet, message.command))
      .then(
        (result) => process.send?.({ number, result } satisfies GatewayAnswer),
        (error: unknown) =>
          process.send?.({ number, failed: String(error) } satisfies GatewayAnswer),
      )
  })
})
process.once('disconnect', () => process.exit(0))
