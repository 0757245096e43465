import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { jsonOf, Refused, readBody } from '../wire.ts'

/** One call of the control door. What `run` returns is the JSON answer; a `Response`-writing route returns nothing. */
export type Route = { method: 'GET' | 'POST'; path: RegExp; run: (call: ControlCall) => unknown }

export type ControlCall = { request: IncomingMessage; response: ServerResponse; query: URLSearchParams; part: (n: number) => string }

/** `'/phones/:/do'` matches one path segment for each colon; `call.part(0)` is the first. */
export const route = (method: Route['method'], path: string, run: Route['run']): Route => ({
  method,
  path: new RegExp(`^${path.replaceAll(':', '([^/]+)')}$`),
  run,
})

/** The JSON body of a control call. Throws `Refused` with the first thing wrong with it. */
export const bodyOf = async <T>({ request }: ControlCall, shape: z.ZodType<T>): Promise<T> => {
  const text = (await readBody(request)).toString('utf8')
  const parsed = shape.safeParse(text === '' ? {} : jsonOf(text))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Refused(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is not valid'}`)
}
