import type { ServerResponse } from 'node:http'

/** What changed, so that a page can fetch just that again. */
export type Change = {
  platform: 'slack' | 'teams' | 'whatsapp' | 'sandbox'
  what: string
  phone?: string
  channel?: string
  user?: string
  thread?: string
  ts?: string
}

export type Feed = ReturnType<typeof createFeed>

/** Counts changes, streams them to pages (server-sent events) and lets tests wait for the next one. */
export const createFeed = () => {
  let version = 0
  const streams = new Set<ServerResponse>()
  const waiting = new Set<() => void>()
  const beat = setInterval(() => {
    for (const stream of streams) stream.write(': still here\n\n')
  }, 20_000)
  beat.unref()
  return {
    version: () => version,
    tell: (change: Change) => {
      version += 1
      const lines = `id: ${version}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`
      for (const stream of streams) stream.write(lines)
      for (const wake of [...waiting]) wake()
    },
    /** Resolves with the version once it is above `after`, or when `ms` have passed. */
    next: (after: number, ms: number) =>
      new Promise<number>((resolve) => {
        if (version > after) return resolve(version)
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve(version)
        }
        const timer = setTimeout(wake, ms)
        waiting.add(wake)
      }),
    stream: (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      response.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ version })}\n\n`)
      streams.add(response)
      response.on('close', () => streams.delete(response))
    },
    close: () => {
      clearInterval(beat)
      for (const stream of streams) stream.end()
      for (const wake of [...waiting]) wake()
    },
  }
}
