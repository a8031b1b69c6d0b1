import { drop, keep, namesOf, recall } from './browser-store.js'

const firstPauseMs = 1000
const longestPauseMs = 15000
const textTimeoutMs = 20000
const fileTimeoutMs = 180000
/** Sent again it would be refused again. */
const finalStatuses = [400, 403, 404, 413, 415]

/** A new key: in order of time, and hard to guess. */
export function newClientId() {
  const random = crypto.getRandomValues(new Uint8Array(12))
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${Date.now().toString(36).padStart(9, '0')}-${hex}`
}

function request({ clientId, text, optionId, file }) {
  if (file !== undefined) {
    const body = new FormData()
    body.append('file', file, 'file')
    return { url: `/chat/files?clientId=${clientId}`, options: { method: 'POST', body } }
  }
  const body = JSON.stringify(optionId === undefined ? { clientId, text } : { clientId, optionId })
  const headers = { 'content-type': 'application/json' }
  return { url: '/chat/messages', options: { method: 'POST', body, headers } }
}

async function post(message) {
  const { url, options } = request(message)
  const stop = new AbortController()
  const timeoutMs = message.file === undefined ? textTimeoutMs : fileTimeoutMs
  const timer = setTimeout(() => stop.abort(), timeoutMs)
  try {
    const response = await fetch(url, { ...options, signal: stop.signal })
    if (response.ok) return { state: 'sent' }
    const { message: sentence } = await response.json().catch(() => ({}))
    const final = finalStatuses.includes(response.status)
    return { state: final ? 'refused' : 'retrying', sentence }
  } catch {
    return { state: 'retrying' }
  } finally {
    clearTimeout(timer)
  }
}

const storedName = (clientId) => `pending.${clientId}`

/** What was not sent when the page was left, oldest first. A file is not kept, only the mark that there was one. */
function leftOver() {
  return namesOf('pending.').flatMap((name) => recall(name) ?? [])
}

/**
 * Sends messages one after the other, each until the server has it: under the same key, so that it counts once.
 * `onState(message, state, sentence)`: sending, sent, retrying, refused or lost.
 */
export function makeOutgoing(onState) {
  const queue = []
  let running = false
  let pauseMs = firstPauseMs
  let timer
  let waiters = []

  function finish(message, state, sentence) {
    queue.shift()
    drop(storedName(message.clientId))
    onState(message, state, sentence)
    if (queue.length > 0) return
    for (const resolve of waiters) resolve()
    waiters = []
  }

  async function flush() {
    if (running) return
    running = true
    clearTimeout(timer)
    while (queue.length > 0) {
      const [message] = queue
      const { state, sentence } = await post(message)
      if (state === 'retrying') {
        onState(message, state, sentence)
        timer = setTimeout(flush, pauseMs)
        pauseMs = Math.min(longestPauseMs, pauseMs * 2)
        break
      }
      pauseMs = firstPauseMs
      finish(message, state, sentence)
    }
    running = false
  }

  function add(message) {
    const { file, ...words } = message
    queue.push(message)
    keep(storedName(message.clientId), file === undefined ? words : { ...words, lost: true })
    onState(message, 'sending')
    flush()
  }

  return {
    add,
    flush,
    /** Takes up what an earlier visit left; returns whether there was anything. */
    resume() {
      const left = leftOver()
      for (const message of left) {
        if (message.lost) {
          drop(storedName(message.clientId))
          onState(message, 'lost')
        } else add(message)
      }
      return left.length > 0
    },
    /** Resolves when everything is sent. */
    drained: () => (queue.length === 0 ? Promise.resolve() : new Promise((r) => waiters.push(r))),
  }
}
