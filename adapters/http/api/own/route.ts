import type { Context } from 'koa'
import type { PrintDocument } from '../../../../bots/contents.ts'
import type { House } from '../../../../core/kernel/house.ts'
import type { BodyLimits } from '../../body.ts'
import { languageOf, type SayIn, type State } from '../../state.ts'
import { callerIn } from '../caller.ts'
import type { Operation } from '../openapi/document.ts'

export type Asked = Context & { state: State; params: Record<string, string> }

/** What routes need beside the request. */
export type OwnParts = {
  house: House
  sayIn: SayIn
  bodies: BodyLimits
  /** Makes the files of documents. (Default: there are none) */
  printDocument?: PrintDocument | null
}

/** A route that is made of no declaration, with all that the OpenAPI document tells of it. Ids stand in its path as `{id}`. */
export type OwnRoute = {
  method: 'get' | 'post' | 'delete'
  path: string
  operation: Operation
  run(parts: OwnParts, ctx: Asked): Promise<void> | void
}

/** What this caller may read, now. */
export const readsOf = ({ house }: OwnParts, ctx: Asked) => house.ctx(callerIn(house, ctx))

/** The language of the answer, which says so. */
export const inLanguage = (ctx: Asked): 'en' | 'ro' => {
  const language = languageOf(ctx) === 'ro' ? 'ro' : 'en'
  ctx.set('Content-Language', language)
  return language
}

/** The routes as paths of the OpenAPI document. */
export const pathsOf = (routes: readonly OwnRoute[]) => {
  const paths: Record<string, Partial<Record<OwnRoute['method'], Operation>>> = {}
  for (const { path, method, operation } of routes) paths[`/v1${path}`] = { ...paths[`/v1${path}`], [method]: operation }
  return paths
}

/** A path as the router takes it. */
export const routed = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')
