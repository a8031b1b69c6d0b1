/** Entry of a stand-in for the service: runs a WeChat channel until it is killed. Arguments: endpoint, token, HOME of the child. */
import { makeWechatChannel } from '../../bot/channels/wechat/channel.ts'

const [endpoint = '', token = '', home = ''] = process.argv.slice(2)
const channel = makeWechatChannel(
  { endpoint, token, home, insecure: true },
  { now: () => Date.now(), log: () => undefined },
)
channel.onHealth(({ state }) => process.send?.(state))
await channel.start(async () => undefined)
