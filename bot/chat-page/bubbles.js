import { words } from './words.js'

const pauseMs = 10 * 60000
const phonePattern = /(1[3-9]\d{9}|0\d{2,3}-\d{7,8})/

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

const chinaTime = (options) =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', ...options })
const day = chinaTime({ month: 'long', day: 'numeric' })
const time = chinaTime({ hour: 'numeric', minute: '2-digit', hour12: false })
const isToday = (at) => day.format(at) === day.format(Date.now())
const clock = (at) => `${isToday(at) ? '' : `${day.format(at)} `}${time.format(at)}`

/** Words as text; telephone numbers can be tapped, but nobody calls the own one. */
function wordsElement(text, from) {
  const box = element('div', 'words')
  if (from === 'me') {
    box.append(text)
    return box
  }
  text.split(phonePattern).forEach((part, index) => {
    const isPhone = index % 2 === 1
    const piece = isPhone ? element('a', '', part) : part
    if (isPhone) piece.href = `tel:${part}`
    box.append(piece)
  })
  return box
}

function fileElement({ kind, url }) {
  if (kind === 'image') {
    const photo = element('img', 'photo')
    photo.src = url
    photo.alt = words.image
    return photo
  }
  if (kind !== 'voice') return element('div', 'words', words.document)
  const sound = element('audio')
  sound.controls = true
  sound.preload = 'none'
  sound.src = url
  sound.setAttribute('aria-label', words.voice)
  return sound
}

function optionsElement(options, onChoose) {
  const box = element('div', 'options')
  const buttons = options.map((option, index) => {
    const button = element('button', 'option')
    button.type = 'button'
    button.dataset.test = 'option'
    button.dataset.option = option.id
    if (!/^\d/.test(option.label)) button.append(element('span', 'number', index + 1))
    button.append(element('span', '', option.label))
    button.addEventListener('click', () => {
      for (const each of buttons) each.disabled = true
      button.classList.add('pressed')
      // A trembling hand presses twice; a moment later the choice is open again.
      setTimeout(
        () =>
          buttons.forEach((each) => {
            each.disabled = false
          }),
        1500,
      )
      onChoose(option)
    })
    return button
  })
  box.append(...buttons)
  return box
}

function bubbleElement(bubble, onChoose) {
  const { from, text, files = [], options = [] } = bubble
  const item = element('li', `bubble ${from}`)
  item.dataset.test = from === 'me' ? 'mine' : 'reply'
  if (text !== '' || files.length === 0) item.append(wordsElement(text, from))
  item.append(...files.map(fileElement))
  if (options.length > 0) item.append(optionsElement(options, onChoose))
  return item
}

/** The list of bubbles in `list`; `onChoose(option)` when a button is pressed. Every bubble stands once. */
export function makeBubbles(list, onChoose) {
  const known = new Map()
  let lastAt = 0
  const waiting = element('li', 'waiting', words.replying)
  const keyOf = ({ from, clientId, id }) => (from === 'me' ? `me:${clientId}` : id)

  function build(bubble) {
    const item = bubbleElement(bubble, onChoose)
    known.set(keyOf(bubble), item)
    return item
  }

  return {
    /** Adds at the end; false when it stands already. */
    add(bubble) {
      if (known.has(keyOf(bubble))) return false
      const begins = lastAt === 0 && isToday(bubble.at)
      if (bubble.at - lastAt > pauseMs && !begins)
        list.append(element('li', 'time', clock(bubble.at)))
      lastAt = Math.max(lastAt, bubble.at)
      list.append(build(bubble))
      if (waiting.isConnected) list.append(waiting)
      return true
    },
    /** Adds a page before the first. */
    addOlder(page) {
      const fresh = page.filter((bubble) => !known.has(keyOf(bubble)))
      const [first] = fresh
      const head = first ? [element('li', 'time', clock(first.at))] : []
      list.prepend(...head, ...fresh.map(build))
    },
    /** Writes under an own message how it stands. */
    mark(clientId, state, sentence) {
      const item = known.get(`me:${clientId}`)
      if (item === undefined) return
      const note = item.querySelector('.state') ?? item.appendChild(element('div', 'state'))
      note.className = `state ${state}`
      note.dataset.test = 'state'
      note.textContent = sentence
    },
    showWaiting(shown) {
      if (shown) list.append(waiting)
      else waiting.remove()
    },
    clear() {
      for (const { src } of list.querySelectorAll('[src^="blob:"]')) URL.revokeObjectURL(src)
      known.clear()
      lastAt = 0
      list.textContent = ''
    },
  }
}
