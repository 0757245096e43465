import { request as send } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import type { Level } from '../../core/kernel/actor.ts'
import type { Hooks } from '../../core/kernel/hooks.ts'
import type { Module } from '../../core/kernel/module.ts'
import { editRole, makeToken, newToken } from '../../core/modules/people/actions.ts'
import { testHouse } from '../../core/testing.ts'
import { makeLog } from '../log/log.ts'
import { type App, type AppOptions, makeApp } from './app.ts'

export type Answer = { status: number; headers: Record<string, string>; text: string; json: Record<string, unknown> & { items?: Row[] } }
export type Row = Record<string, unknown> & { id: string }
export type Asking = {
  method?: string
  /** Sent as a bearer token. */
  token?: string
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  raw?: string | Buffer
  headers?: Record<string, string>
}

type Options = Partial<Omit<AppOptions, 'house' | 'log' | 'config'>> & {
  hooks?: Partial<Hooks>
  rates?: { perToken: number; perAddress: number }
  sandbox?: boolean
  publicUrl?: string
  proxies?: number
  metricsToken?: string
}

/** A house behind its real HTTP server, asked over real sockets. Call it at the top of a file. */
export const testDoor = (modules: readonly Module[], { hooks, rates, sandbox = false, publicUrl, ...options }: Options = {}) => {
  const at = testHouse(modules, hooks)
  const lines: string[] = []
  const log = makeLog({ level: 'debug', to: { write: (line: string) => void lines.push(line) } })
  const door = { at, lines, log, url: '', app: undefined as unknown as App }
  const open = async (more: Options = {}) => {
    const app = makeApp({
      house: at.house,
      log,
      config: {
        http: {
          port: 0,
          host: '127.0.0.1',
          publicUrl: more.publicUrl ?? publicUrl ?? 'http://127.0.0.1:3000',
          proxies: more.proxies ?? 0,
          rates: more.rates ?? rates ?? { perToken: 0, perAddress: 0 },
          metricsToken: more.metricsToken,
        },
        sandbox: more.sandbox ?? sandbox,
      },
      ready: async () => ({ ok: true }),
      ...options,
      ...more,
    })
    return { app, url: await app.listen() }
  }
  beforeAll(async () => Object.assign(door, await open()))
  afterAll(() => door.app?.close(0))

  /** A machine with a role of its own, limited to these actions if there are some. Resolves with its token and the id of the token. */
  const machine = async (name: string, permissions: readonly string[], rooms: Record<string, Level> = {}, actions?: readonly string[]) => {
    const token = newToken()
    await at.house.perform(at.house.self('seed'), editRole.create, { input: { name, title: name, permissions: [...permissions], rooms } })
    const made = await at.house.perform(at.house.self('seed'), makeToken, {
      input: { name, role: name, token, ...(actions && { actions: [...actions] }) },
    })
    return { token, id: made.id ?? '' }
  }
  return {
    ...door,
    get url() {
      return door.url
    },
    get app() {
      return door.app
    },
    open,
    machine,
    ask: (path: string, asking?: Asking) => ask(door.url, path, asking),
  }
}

/** Sends the path byte by byte as it is given: nothing is tidied up on the way. */
export const ask = (url: string, path: string, { method, token, body, raw, headers = {} }: Asking = {}): Promise<Answer> => {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const request = send(
      {
        hostname,
        port,
        path,
        agent: false,
        method: method ?? (payload === undefined ? 'GET' : 'POST'),
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(payload !== undefined && { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(payload)) }),
          ...headers,
        },
      },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.once('error', reject)
        response.once('end', () => {
          const text = Buffer.concat(pieces).toString()
          const isJson = String(response.headers['content-type']).includes('json')
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
            text,
            json: isJson && text ? JSON.parse(text) : {},
          })
        })
      },
    )
    request.once('error', reject)
    request.end(payload)
  })
}
