const slackPx = 40

/**
 * Keeps a long answer readable from its beginning: follows new bubbles, but never past the own last message.
 * `below`: the button that shows when there is more underneath.
 */
export function makeScroll(talk, list, below) {
  let atEnd = true
  const end = () => talk.scrollHeight - talk.clientHeight

  function update() {
    atEnd = end() - talk.scrollTop <= slackPx
    below.hidden = atEnd
  }

  function toEnd() {
    talk.scrollTop = end()
    update()
  }

  talk.addEventListener('scroll', update, { passive: true })
  below.addEventListener('click', () => {
    talk.scrollTop += talk.clientHeight * 0.8
  })
  // Pictures arrive late, type grows, keyboards open: who was at the end stays there.
  const sizes = new ResizeObserver(() => (atEnd ? toEnd() : update()))
  sizes.observe(list)
  sizes.observe(talk)

  return {
    toEnd,
    /** A bubble came: shows it, and its question above it. */
    follow() {
      const own = talk.querySelectorAll('.bubble.me')
      const question = own[own.length - 1]
      const top = question ? question.offsetTop - talk.offsetTop - 8 : end()
      talk.scrollTop = Math.max(talk.scrollTop, Math.min(top, end()))
      update()
    },
    /** Runs a change above or of the size, and leaves what is being read where it is. */
    keepPlace(change) {
      const edge = talk.getBoundingClientRect().top
      const read = [...list.children].find((item) => item.getBoundingClientRect().bottom > edge)
      const before = read?.getBoundingClientRect().top
      change()
      if (read) talk.scrollTop += read.getBoundingClientRect().top - before
      update()
    },
  }
}
