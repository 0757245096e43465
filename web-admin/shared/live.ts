import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useApi } from './session.tsx'

export type LiveEvent = {
  id: string
  name: string
  record: string
  recordId: string
  action: string
  actor: { kind: string; id: string | null }
}
type Told = { id: string | null; data: string }

/** The messages of a stream of server-sent events, as they come. A message without data still brings its id. */
export const toldBy = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<Told> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const parts = (rest + value).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const lines = part.split('\n')
        const of = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2))
        yield { id: of('id').at(-1) ?? null, data: of('data').join('\n') }
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** A sign of life comes every 15 s; a stream that is silent for longer than this is dead. */
const SILENT_MS = 40_000

/**
 * Keeps what is on the screen as it is in the house: reads again what an event is about. Comes back with the last id after a break, so that
 * nothing is missed. Tells whether the server is reached.
 */
export const useLive = (): { isReached: boolean } => {
  const api = useApi()
  const queries = useQueryClient()
  const [isReached, setReached] = useState(true)
  const last = useRef<string | null>(null)
  useEffect(() => {
    const gone = new AbortController()
    let due: ReturnType<typeof setTimeout> | undefined
    const touched = new Map<string, Set<string>>()
    const refresh = () => {
      due = undefined
      const news = new Map(touched)
      touched.clear()
      queries.invalidateQueries({
        predicate: ({ queryKey: [kind, record, id] }) => {
          if (kind === 'summary') return true
          // The prices of a list are kept by the list that they stand in.
          if (kind === 'prices') return news.get('price_list')?.has(String(record)) === true
          const ids = news.get(String(record))
          if (kind === 'list') return ids !== undefined
          if (kind === 'children') return ids !== undefined
          return (kind === 'row' || kind === 'timeline') && ids?.has(String(id)) === true
        },
      })
    }
    const hear = ({ record, recordId }: LiveEvent) => {
      touched.set(record, (touched.get(record) ?? new Set()).add(recordId))
      // Events come in bursts (an order, its note, its invoice); one look afterwards is enough.
      due ??= setTimeout(refresh, 250)
    }
    const listen = async () => {
      const silence = new AbortController()
      let timer: ReturnType<typeof setTimeout> | undefined
      const alive = () => {
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(), SILENT_MS)
      }
      alive()
      try {
        const response = await fetch(api.address('/events'), {
          headers: { Accept: 'text/event-stream', ...(last.current && { 'Last-Event-ID': last.current }) },
          signal: AbortSignal.any([gone.signal, silence.signal]),
        })
        setReached(true)
        // An id that this database never gave (it was restored): begin again, and read everything anew.
        if (response.status === 400) {
          last.current = null
          await queries.invalidateQueries()
        }
        if (!response.ok || !response.body) return false
        for await (const { id, data } of toldBy(response.body)) {
          alive()
          if (id) last.current = id
          if (data) hear(JSON.parse(data) as LiveEvent)
        }
        return true
      } finally {
        clearTimeout(timer)
      }
    }
    const keep = async () => {
      for (let wait = FIRST_WAIT_MS; !gone.signal.aborted; ) {
        const heard = await listen().catch(() => {
          if (!gone.signal.aborted) setReached(false)
          return false
        })
        wait = heard ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, wait)
          const now = () => {
            clearTimeout(timer)
            resolve()
          }
          gone.signal.addEventListener('abort', now, { once: true })
          addEventListener('online', now, { once: true })
        })
      }
    }
    keep()
    return () => {
      gone.abort()
      clearTimeout(due)
    }
  }, [api, queries])
  return { isReached }
}
