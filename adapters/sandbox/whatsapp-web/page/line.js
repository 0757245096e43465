// The line between this page and the sandbox: what happens here goes up one by one, what the phones do comes down as events.

let queue = Promise.resolve()

const post = (told) => fetch('/line/up', { method: 'POST', body: JSON.stringify(told) })

/** Tells, in order, and waits for nothing. */
export const send = (told) => {
  queue = queue.then(() => post(told)).catch(() => {})
  return true
}

/** Tells, and gives what is answered. */
export const ask = async (told) => {
  await queue
  return (await post(told)).json()
}

/** `hears`: by the name of what comes down. `open`: called whenever the line stands anew. */
export const listen = (hears, open) => {
  const line = new EventSource('/line/down')
  line.onopen = open
  line.onmessage = ({ data }) => {
    const { tell, ...told } = JSON.parse(data)
    hears[tell]?.(told)
  }
}
