import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './clock.ts'
import type { Journal } from './journal.ts'
import type { Mischief, Platform } from './mischief.ts'

/** What the app said to the first try. `status` 0 = no answer (refused, timeout), thrown away on purpose (dropped), or still on its way (held). */
export type Answer = { status: number; text: string; error?: 'refused' | 'timeout' | 'dropped' | 'held' }

export type Delivery = {
  platform: Platform
  /** What it is: `message`, `statuses`, `command`, `block_actions`, … */
  name: string
  url: string
  body: string
  /** For the journal. */
  seen: unknown
  headers: (attempt: number, failure: string) => Record<string, string>
  timeoutMs: number
  /** Waits before the second, third, … try; none = no retries. */
  retryMs: readonly number[]
  /** Only switches for this channel or phone, or for all, apply. */
  channel?: string
}

export type Courier = ReturnType<typeof createCourier>

/** Carries webhooks to the app: once and in order when behaving, with retries when the app does not answer 2xx. */
export const createCourier = (parts: { clock: Clock; journal: Journal; mischief: Mischief }) => {
  let stopping = new AbortController()
  let release: (() => void) | undefined

  const attempt = async (delivery: Delivery, signal: AbortSignal, n: number, failure: string): Promise<Answer> => {
    let answer: Answer
    try {
      const response = await fetch(delivery.url, {
        method: 'POST',
        body: delivery.body,
        headers: delivery.headers(n, failure),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(delivery.timeoutMs)]),
      })
      answer = { status: response.status, text: await response.text() }
    } catch (error) {
      answer = { status: 0, text: '', error: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'refused' }
    }
    if (signal.aborted) return answer // Given up by a reset: it belongs to a time that is forgotten.
    const { platform, name, seen } = delivery
    parts.journal.write({
      direction: 'delivery',
      platform,
      method: name,
      at: parts.clock.now(),
      body: seen,
      status: answer.status,
      reply: answer.text,
      attempt: n,
    })
    return answer
  }

  const retry = async (delivery: Delivery, signal: AbortSignal, first: Answer) => {
    let last = first
    for (const [index, ms] of delivery.retryMs.entries()) {
      if (last.status >= 200 && last.status < 300) return
      await sleep(ms, undefined, { signal })
      last = await attempt(
        delivery,
        signal,
        index + 2,
        last.error === 'timeout' ? 'http_timeout' : last.error ? 'connection_failed' : 'http_error',
      )
    }
  }

  /** Delivers once, with retries going on in the background; resolves with the answer to the first try. */
  const deliver = async (delivery: Delivery): Promise<Answer> => {
    const { platform, name, channel } = delivery
    const { signal } = stopping
    const about = channel === undefined ? {} : { channel }
    if (parts.mischief.take(platform, 'drop', name, about)) return { status: 0, text: '', error: 'dropped' }
    const late = parts.mischief.take(platform, 'delay', name, about)
    const pass = release
    release = undefined
    const behind = late ? undefined : parts.mischief.take(platform, 'reorder', name, about)
    if (late || behind) {
      // Nobody waits for a delayed or overtaken delivery: as with the real platform, the deed is done and the word is on its way.
      const held = late ? sleep(late.ms ?? 1_000) : overtaken(behind?.ms ?? 2_000)
      void held.then(() => (signal.aborted ? undefined : carry(delivery, signal)))
      pass?.()
      return { status: 0, text: '', error: 'held' }
    }
    const answer = await carry(delivery, signal)
    pass?.()
    return answer
  }

  const overtaken = (ms: number) =>
    new Promise<void>((resolve) => {
      release = resolve
      setTimeout(resolve, ms).unref()
    })

  const carry = async (delivery: Delivery, signal: AbortSignal) => {
    const answer = await attempt(delivery, signal, 1, '')
    void retry(delivery, signal, answer).catch(() => {})
    const about = delivery.channel === undefined ? {} : { channel: delivery.channel }
    if (parts.mischief.take(delivery.platform, 'duplicate', delivery.name, about)) void attempt(delivery, signal, 1, '')
    return answer
  }

  return {
    deliver,
    /** Gives up everything that is waiting to be delivered (again). */
    cancel: () => {
      stopping.abort()
      stopping = new AbortController()
    },
  }
}
