import type { Context } from 'koa'
import { z } from 'zod'
import type { PrintDocument } from '../../../../bots/contents.ts'
import type { PayLinks } from '../../../../bots/customer/pay.ts'
import type { Actor } from '../../../../core/kernel/actor.ts'
import type { Caller, Ctx } from '../../../../core/kernel/ctx.ts'
import { Invalid, NotAllowed } from '../../../../core/kernel/errors.ts'
import type { House } from '../../../../core/kernel/house.ts'
import { type BodyLimits, readJson } from '../../body.ts'
import { languageOf, type SayIn, type State } from '../../state.ts'
import { actorIn, callerIn } from '../caller.ts'

export type ContactActor = Actor & { kind: 'contact' }

/** What the routes of contacts need beside the house. */
export type PortalParts = {
  house: House
  sayIn: SayIn
  bodies: BodyLimits
  /** Makes the files of documents. (Default: there are none to download) */
  printDocument?: PrintDocument | null
  /** Makes addresses of pages to pay on. (Default: contacts are told how to pay by transfer) */
  payLinks?: PayLinks | null
}

/** One call of a contact. */
export type Asked<Body = unknown, Query = unknown> = {
  parts: PortalParts
  contact: ContactActor
  caller: Caller
  language: 'en' | 'ro'
  params: Readonly<Record<string, string>>
  body: Body
  query: Query
  /** Names this press as evidence of a binding deed. */
  press: string
  /** The caller's idempotency key, if it gave one. */
  key: { key?: string }
  /** What the contact sees now; ask anew after something was done. */
  look(): Ctx
  http: Context
}

export type Method = 'get' | 'post' | 'patch' | 'delete'

/** A route for contacts, with all that the OpenAPI document tells of it. */
export type Operation = {
  method: Method
  path: string
  id: string
  says: string
  about?: string
  body: z.ZodType | null
  query: z.ZodObject | null
  answer: z.ZodType | 'pdf'
  run(asked: Asked): Promise<unknown>
}

type Declared<Body extends z.ZodType, Query extends z.ZodObject, Answer extends z.ZodType> = {
  says: string
  about?: string
  body?: Body
  query?: Query
  answer: Answer | 'pdf'
  run(asked: Asked<z.output<Body>, z.output<Query>>): Promise<z.input<Answer>>
}

/** Declares a route: `operation('get', '/portal/cart', 'portal.cart', { … })`. */
export const operation = <Body extends z.ZodType, Query extends z.ZodObject, Answer extends z.ZodType>(
  method: Method,
  path: string,
  id: string,
  { body, query, run, ...declared }: Declared<Body, Query, Answer>,
): Operation => ({ ...declared, method, path, id, body: body ?? null, query: query ?? null, run: run as Operation['run'] })

const KEY = /^[\x21-\x7e]{1,200}$/

const read = <T>(schema: z.ZodType<T> | null, given: unknown): T | null => {
  if (!schema) return null
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw new Invalid(parsed.error.issues)
  return parsed.data
}

/** Answers a route: for contacts alone, whatever else somebody may do. */
export const answering =
  (parts: PortalParts, { body, query, run }: Operation) =>
  async (http: Context & { state: State; params: Record<string, string> }) => {
    const actor = actorIn(http)
    if (actor.kind !== 'contact') throw new NotAllowed('contact')
    const caller: Caller = { ...callerIn(parts.house, http), door: 'clientarea' }
    const key = http.get('idempotency-key')
    const language = languageOf(http) === 'ro' ? 'ro' : 'en'
    http.set('Content-Language', language)
    const { area: _area, ...asked } = http.query
    const told = await run({
      parts,
      contact: actor,
      caller,
      language,
      params: http.params,
      body: body && read(body, await readJson(http, parts.bodies)),
      query: read(query, asked),
      press: `clientarea ${caller.requestId}`,
      key: KEY.test(key) ? { key } : {},
      look: () => parts.house.ctx(caller, undefined, { remembers: true }),
      http,
    })
    if (told === undefined) return
    http.body = told
  }

const cursor = z.tuple([z.string().max(60).nullable(), z.uuid()])

/** Where a page ends that is sorted by a value and, among equals, by id. Opaque to callers. */
export const pageKey = (value: string | null, id: string) => Buffer.from(JSON.stringify([value, id])).toString('base64url')

/** Reads what `pageKey` made; null for anything else, which begins at the front. */
export const pageAfter = (given: string | undefined): [string | null, string] | null => {
  if (!given) return null
  try {
    return cursor.parse(JSON.parse(Buffer.from(given, 'base64url').toString()))
  } catch {
    return null
  }
}

export const paging = { after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(100).default(24) }
