const pauseMs = 2000

/** The next person at this screen is someone else: asks the server for a new identity until it has given one. */
export async function changeVisitor() {
  for (;;) {
    const response = await fetch('/chat/leave', { method: 'POST' }).catch(() => undefined)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
