import { setTimeout as sleep } from 'node:timers/promises'
import { phoneClient } from './client-phone.ts'
import { slackClient } from './client-slack.ts'
import { teamsClient } from './client-teams.ts'
import type { Entry } from './journal.ts'
import type { Misbehaviour, Platform } from './mischief.ts'

/** What a person sees was not what was waited for; the message says what WAS seen. */
export class NotSeen extends Error {
  override name = 'NotSeen'
}

/** Talks to the control door. */
export type Line = {
  url: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  /**
   * Looks again after every change until `see` gives something (not undefined, null or false), which is returned.
   * Rejects with `NotSeen`, and what was seen, after `ms` milliseconds (Default: 5000).
   */
  until<S, T>(look: () => Promise<S>, see: (seen: S) => T | undefined | null | false, what: string, ms?: number): Promise<T>
}

const openLine = (url: string): Line => {
  const ask = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${url}/control${path}`, init)
    const text = await response.text()
    if (!response.ok) {
      const said: unknown = text.startsWith('{') ? JSON.parse(text) : {}
      throw new Error(
        said !== null && typeof said === 'object' && 'error' in said
          ? String(said.error)
          : `The sandbox answered ${response.status} to ${path}.`,
      )
    }
    return JSON.parse(text) as T
  }
  const get = <T>(path: string) => ask<T>(path)
  const post = <T>(path: string, body: unknown = {}) =>
    ask<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

  const until: Line['until'] = async (look, see, what, ms = 5_000) => {
    const deadline = performance.now() + ms
    for (;;) {
      // The version is read before looking, so that a change in between is not slept through.
      const { version } = await get<{ version: number }>('/changes')
      const seen = await look()
      const found = see(seen)
      if (found !== undefined && found !== null && found !== false) return found
      const left = deadline - performance.now()
      if (left <= 0) throw new NotSeen(`Waited ${ms} ms for ${what}. This was seen:\n${JSON.stringify(seen, null, 2)}`)
      // A quarter of a second at most: what depends on the clock alone changes nothing.
      await get(`/changes?after=${version}&ms=${Math.max(1, Math.ceil(Math.min(left, 250)))}`)
    }
  }
  return { url, get, post, until }
}

/** Which way the phones' messages go, and how the browser stands. `missing`: modules that it asked the page for in vain. */
export type WebSeen = { transport: 'cloud' | 'web'; web: 'closed' | 'scan' | 'linked'; missing: string[] }

export type CallFilter = { direction?: Entry['direction']; platform?: Platform; method?: string }

export type SandboxClient = ReturnType<typeof sandboxClient>

/** Drives a running sandbox as its people would: phones, Slack windows, and the switches behind them. */
export const sandboxClient = (url: string) => {
  const line = openLine(url.replace(/\/+$/, ''))
  const calls = async (filter: CallFilter = {}) => {
    const { entries } = await line.get<{ entries: Entry[] }>(`/calls?${new URLSearchParams(filter)}`)
    return entries
  }
  return {
    url: line.url,
    /** The phone with this number; nobody's until somebody writes from it. */
    phone: (number: string) => phoneClient(line, number),
    /** The Slack window of the colleague with this Slack user id. */
    slack: (userId: string) => slackClient(line, userId),
    /** The Teams window of the colleague with this id in the directory. */
    teams: (userId: string) => teamsClient(line, userId),
    /** Adds the app to the team in Teams, and says in each channel what is posted there. */
    joinTeam: () => line.post<{ ok: true }>('/teams/join'),
    /** Switches a misbehaviour on. */
    misbehave: (rule: Misbehaviour) => line.post<Misbehaviour[]>('/misbehave', rule),
    /** Switches misbehaviour off, of one platform or all. */
    behave: (platform?: Platform) => line.post<Misbehaviour[]>('/behave', platform ? { platform } : {}),
    /** Shifts the stand-ins' time: `{ advanceMs }`, `{ now }` (milliseconds or ISO) or `{ reset: true }`. */
    clock: (shift: { advanceMs?: number; now?: number | string; reset?: boolean }) =>
      line.post<{ now: number; offsetMs: number }>('/clock', shift),
    /** What the app called and what was delivered to it, oldest first (the last 5,000). */
    calls,
    /** How many there were of each, by `call slack chat.postMessage`, `delivery whatsapp statuses`, … */
    counts: async () => (await line.get<{ counts: Record<string, number> }>('/calls')).counts,
    /** Waits until the calls and deliveries satisfy `see`. */
    waitForCalls: async <T>(see: (entries: Entry[]) => T | undefined | null | false, filter: CallFilter = {}, ms = 5_000): Promise<T> => {
      // Calls alone are no change on anybody's screen, so these are simply looked at again.
      const deadline = performance.now() + ms
      for (;;) {
        const seen = await calls(filter)
        const found = see(seen)
        if (found !== undefined && found !== null && found !== false) return found
        if (performance.now() > deadline) {
          const short = seen.map(
            (one) => `${one.direction} ${one.platform} ${one.method} ${one.status} ${JSON.stringify(one.body).slice(0, 200)}`,
          )
          throw new NotSeen(`Waited ${ms} ms for calls. These were seen:\n${short.join('\n')}`)
        }
        await sleep(25)
      }
    },
    /** Does Meta's webhook handshake with the app. */
    verifyWebhook: () => line.post<{ ok: boolean; status: number }>('/whatsapp/verify'),
    /** Delivers any webhook value, signed, as Meta would. */
    deliverWhatsApp: (value: Record<string, unknown>) => line.post<{ status: number }>('/whatsapp/deliver', { value }),
    /** WhatsApp Web: which way the phones' messages go, and what the business's own phone does. */
    web: {
      look: () => line.get<WebSeen>('/whatsapp/transport'),
      /** `app: false`: the app speaks this way already and is told nothing. */
      transport: (transport: 'cloud' | 'web', app = true) => line.post<WebSeen>('/whatsapp/transport', { transport, app }),
      /** Scans the code that the browser shows, shows a fresh one, or unlinks the browser. */
      scan: () => line.post<WebSeen>('/whatsapp-web/scan'),
      code: () => line.post<WebSeen>('/whatsapp-web/code'),
      unlink: () => line.post<WebSeen>('/whatsapp-web/unlink'),
      /** The page says that its state is this: CONFLICT, UNPAIRED, TOS_BLOCK, … */
      says: (state: string) => line.post<WebSeen>('/whatsapp-web/say', { state }),
      /** Waits until the line to the browser is like this. */
      becomes: (state: WebSeen['web'], ms?: number) =>
        line.until(
          () => line.get<WebSeen>('/whatsapp/transport'),
          ({ web }) => web === state,
          `WhatsApp Web to be ${state}`,
          ms,
        ),
    },
    templates: () => line.get<{ name: string; language: string; components: unknown[] }[]>('/whatsapp/templates'),
    /** Empties phones, channels, switches and the record of calls; the clock is right again. Templates stay. */
    reset: () => line.post<{ ok: true }>('/reset'),
    /** Tells the app to start over, then resets. */
    startOver: () => line.post<{ ok: true }>('/start-over'),
    stop: () => line.post<{ ok: true }>('/stop'),
  }
}
