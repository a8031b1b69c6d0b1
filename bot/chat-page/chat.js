import { makeBubbles } from './bubbles.js'
import { makeComposer } from './composer.js'
import { makeCounter } from './counter.js'
import { loadHistory, makeIncoming } from './incoming.js'
import { isKiosk } from './kiosk.js'
import { changeVisitor } from './leave.js'
import { makeOutgoing, newClientId } from './outgoing.js'
import { shrinkPicture } from './picture.js'
import { makeScroll } from './scroll.js'
import { makeTypeSize } from './type-size.js'
import { makeVoicePanel } from './voice-panel.js'
import { words } from './words.js'

const hintMs = 10000
const replyWaitMs = 20000
const bannerAfterMs = 1500
const historyPauseMs = 2000

const at = (id) => document.getElementById(id)
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const notes = {
  sending: words.sending,
  sent: words.sent,
  retrying: words.retrying,
  lost: words.lostFile,
}

const bubbles = makeBubbles(at('bubbles'), (option) => {
  say({ optionId: option.id, label: option.label })
})
const scroll = makeScroll(at('talk'), at('bubbles'), at('below'))
const outgoing = makeOutgoing(showState)
const incoming = makeIncoming({ onBubble: hear, onLine: showLine })
const typeSize = makeTypeSize(at('larger'), scroll.keepPlace)
const composer = makeComposer(at('composer'), at('words'), {
  onWords: (text) => say({ text }),
  onEmpty: () => hint(words.nothingToSend),
})
const voice = makeVoicePanel(
  {
    button: at('voice'),
    strip: at('recording'),
    seconds: at('seconds'),
    finish: at('finish'),
    discard: at('discard'),
    instead: [at('composer'), at('tools')],
  },
  { onSound: (file) => say({ file, kind: 'voice' }), onProblem: hint },
)

let older
let cleared = false
let replies = 0
let repliesWhenAsked = 0
let hintTimer
let waitTimer
let bannerTimer

function say(content) {
  hint('')
  outgoing.add({ clientId: newClientId(), ...content })
}

function hint(sentence) {
  clearTimeout(hintTimer)
  at('hint').textContent = sentence
  at('hint').hidden = sentence === ''
  if (sentence !== '') hintTimer = setTimeout(() => hint(''), hintMs)
}

function ownBubble({ clientId, text, label, file, kind }) {
  const bubble = { from: 'me', clientId, at: Date.now(), text: label ?? text ?? '' }
  if (kind === undefined) return bubble
  if (file === undefined) return { ...bubble, text: words[kind] }
  return { ...bubble, files: [{ kind, url: URL.createObjectURL(file) }] }
}

function showState(message, state, sentence) {
  if (cleared || message.silent) return
  if (state === 'sending') {
    repliesWhenAsked = replies
    if (bubbles.add(ownBubble(message))) scroll.toEnd()
  }
  if (state === 'lost') bubbles.add(ownBubble(message))
  bubbles.mark(message.clientId, state, sentence ?? notes[state])
  if (state === 'sent' && replies === repliesWhenAsked) showReplying(true)
}

function showReplying(shown) {
  clearTimeout(waitTimer)
  bubbles.showWaiting(shown)
  if (!shown) return
  scroll.follow()
  waitTimer = setTimeout(() => showReplying(false), replyWaitMs)
}

/** Belongs to a page of the talk that was not asked for yet: 看以前的消息 will bring it. */
function isOlder({ at: when, id }) {
  const [olderAt, olderId] = (older ?? '0.').split('.')
  return when < Number(olderAt) || (when === Number(olderAt) && id < olderId)
}

function hear(bubble) {
  if (cleared || isOlder(bubble)) return
  const fresh = bubbles.add(bubble)
  if (!fresh) return
  replies += 1
  showReplying(false)
  scroll.follow()
}

function showLine(open) {
  clearTimeout(bannerTimer)
  if (open) {
    at('offline').hidden = true
    outgoing.flush()
    return
  }
  bannerTimer = setTimeout(() => {
    at('offline').hidden = false
  }, bannerAfterMs)
}

async function untilLoaded() {
  for (;;) {
    const page = await loadHistory().catch(() => undefined)
    if (page !== undefined) return page
    showLine(false)
    await pause(historyPauseMs)
  }
}

function showOlder(before) {
  older = before
  at('older').hidden = before === undefined
}

/** The code of the card or link this page was opened with; used once. */
function takeCode() {
  const query = new URLSearchParams(location.search)
  const code = query.get('code')
  if (code === null) return undefined
  query.delete('code')
  const rest = query.toString()
  history.replaceState(null, '', rest === '' ? '/' : `/?${rest}`)
  return code
}

/** At a counter a card is somebody's who has just come: what the one before said is not theirs. */
async function meetCardHolder() {
  if (isKiosk() && new URLSearchParams(location.search).has('code')) await changeVisitor()
}

async function begin() {
  at('bubbles').setAttribute('aria-busy', 'true')
  await meetCardHolder()
  const { items, older: before, fresh } = await untilLoaded()
  cleared = false
  for (const bubble of items) bubbles.add(bubble)
  at('bubbles').removeAttribute('aria-busy')
  showOlder(before)
  scroll.toEnd()
  const unsent = outgoing.resume()
  const code = takeCode()
  if (code !== undefined) say({ text: `/start ${code}`, silent: true })
  else if (fresh && !unsent) say({ text: '/start', silent: true })
  incoming.start(items.filter(({ from }) => from === 'bot').pop())
}

async function readOlder() {
  const page = await loadHistory(older).catch(() => undefined)
  if (page === undefined) return
  scroll.keepPlace(() => {
    bubbles.addOlder(page.items)
    showOlder(page.older)
  })
}

function comeBack() {
  incoming.wake()
  outgoing.flush()
}

at('older').addEventListener('click', readOlder)
at('menu').addEventListener('click', () => say({ text: words.menu }))
at('person').addEventListener('click', () => say({ text: words.person }))
at('picture').addEventListener('click', () => at('file').click())
at('file').addEventListener('change', async () => {
  const [file] = at('file').files
  if (file !== undefined) say({ file: await shrinkPicture(file), kind: 'image' })
  at('file').value = ''
})
window.addEventListener('online', comeBack)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) incoming.rest()
  else comeBack()
})

makeCounter(
  { leave: at('leave'), cover: at('cover'), coverText: at('cover-text'), stay: at('stay') },
  {
    async onClear() {
      cleared = true
      incoming.stop()
      voice.discard()
      composer.clear()
      typeSize.reset()
      hint('')
      showReplying(false)
      bubbles.clear()
      await outgoing.drained()
    },
    onFresh: begin,
  },
)
begin()
