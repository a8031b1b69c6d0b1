import { run, sequentialize } from '@grammyjs/runner'
import { Bot } from 'grammy'

// The reference: an echo without a database, in a process of its own. Mode: `runner` (concurrent) or `start` (grammY's own polling).
const [mode = 'runner', token = '', apiRoot = ''] = process.argv.slice(2)
const bot = new Bot(token, { client: { apiRoot } })
bot.use(sequentialize((context) => String(context.chat?.id ?? '')))
bot.on('message:text', (context) => context.reply(context.message.text))
if (mode === 'runner') run(bot)
else void bot.start()
