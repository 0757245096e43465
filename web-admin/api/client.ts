import type { Actions, Deletes, Gets, Patchs, Posts } from './operations.ts'

export type { Actions, ListQuery } from './operations.ts'
export type { Schemas } from './schemas.ts'

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>
type Params = Readonly<Record<string, string>>

/** What carries the calls: the session, the language and the errors are its business. */
export type Transport<Outcome> = {
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<T>
  act(
    name: string,
    call: { id?: string; input: unknown; version?: number; override?: { code: string; reason: string } },
    key: string,
  ): Promise<Outcome>
}

/** A path with its ids in place; what they hold cannot leave its place. */
const filled = (path: string, params: Params = {}) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
const asked = (query: Query = {}) => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]]))
  return given.length ? `?${new URLSearchParams(given as [string, string][])}` : ''
}

type More<Of> = Omit<Of, 'answer'> & { params?: Params; signal?: AbortSignal }
type Asked<Of> = Partial<More<Of>>

/** The API by its paths and actions, as the OpenAPI document describes them: wrong names and shapes do not compile. */
export const makeClient = <Outcome>(transport: Transport<Outcome>) => ({
  get: <Path extends keyof Gets>(path: Path, { params, query, signal }: Asked<Gets[Path]> = {}): Promise<Gets[Path]['answer']> =>
    transport.get(filled(path, params), query as Query | undefined, signal),
  post: <Path extends keyof Posts>(
    path: Path,
    { params, query, ...rest }: Asked<Posts[Path]> & { body?: unknown } = {},
  ): Promise<Posts[Path]['answer']> => transport.send('POST', `${filled(path, params)}${asked(query as Query | undefined)}`, rest.body),
  patch: <Path extends keyof Patchs>(
    path: Path,
    { params, ...rest }: Asked<Patchs[Path]> & { body?: unknown } = {},
  ): Promise<Patchs[Path]['answer']> => transport.send('PATCH', filled(path, params), rest.body),
  delete: <Path extends keyof Deletes>(
    path: Path,
    { params, ...rest }: Asked<Deletes[Path]> & { body?: unknown } = {},
  ): Promise<Deletes[Path]['answer']> => transport.send('DELETE', filled(path, params), rest.body),
  /** Performs an action; the same key gives the first answer again. */
  act: <Name extends keyof Actions>(
    name: Name,
    call: { id?: string; input: Actions[Name]; version?: number; override?: { code: string; reason: string } },
    key: string,
  ): Promise<Outcome> => transport.act(name, call, key),
})
