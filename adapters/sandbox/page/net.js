// Everything is asked relative to the page, so that it works under any prefix.
const ask = async (path, init) => {
  const response = await fetch(`control${path}`, init)
  const body = await response.json().catch(() => ({}))
  if (!response.ok) throw new Error(body?.error ?? `${response.status}`)
  return body
}

export const get = (path) => ask(path)
export const post = (path, body = {}) =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** Calls `heard` with each change; with null whenever the line was down and everything should be fetched again. */
export const listen = (heard, onLine) => {
  const source = new EventSource('control/events')
  source.addEventListener('hello', () => {
    onLine(true)
    heard(null)
  })
  source.addEventListener('change', (event) => heard(JSON.parse(event.data)))
  source.addEventListener('error', () => onLine(false))
}

/** Runs `work` soon, once for many calls, never twice at the same time. */
export const soon = (work) => {
  let wanted = false
  let running = false
  const run = async () => {
    if (running) return
    running = true
    while (wanted) {
      wanted = false
      await work().catch((error) => console.error(error))
    }
    running = false
  }
  return () => {
    wanted = true
    setTimeout(run, 15)
  }
}
