import Router from '@koa/router'
import type { House } from '../../../core/kernel/house.ts'
import type { BodyLimits } from '../body.ts'
import type { Sessions } from '../session/sessions.ts'
import type { SayIn, State } from '../state.ts'
import { callAction } from './call.ts'
import { countAddress, knowCaller, type Rates } from './caller.ts'
import { type ChannelDesk, channelRoutes } from './channels.ts'
import { describeApi } from './describe.ts'
import { readDocs } from './docs/routes.ts'
import { type StreamLimits, streamEvents } from './events.ts'
import { describeHouse } from './house/describe.ts'
import { readRecords } from './lists.ts'
import { type Document, openApiOf } from './openapi/document.ts'
import { routed } from './own/route.ts'
import { ownRoutes } from './own/routes.ts'
import type { PortalParts } from './portal/operation.ts'
import { addPortal } from './portal/routes.ts'

const BASE = '/api/v1'

type Parts = {
  house: House
  sayIn: SayIn
  rates: Rates
  bodies: BodyLimits
  streams: StreamLimits
  sessions: Sessions
  /** What the routes of contacts need beside the house. */
  portal: Pick<PortalParts, 'printDocument' | 'payLinks'> & { sandbox: boolean }
  channels?: (() => ChannelDesk | null) | undefined
  /** Aborted when nothing new is accepted: streams end. */
  closing: AbortSignal
}

/** The API, derived whole from the house: a route per action, a list per record, and the document that says so. */
export const apiRoutes = ({ house, sayIn, rates, bodies, streams, sessions, portal, channels, closing }: Parts) => {
  const router = new Router<State>({ strict: true, sensitive: true })
  const counted = countAddress(rates)
  const known = knowCaller(house, rates, sessions)
  const { list, one, children } = readRecords(house)
  let made: Document | undefined
  const document = () => {
    made ??= openApiOf(house)
    return made
  }
  const docs = readDocs(document)

  router.get(`${BASE}/openapi.json`, counted, (ctx) => {
    ctx.body = document()
  })
  router.get('/api/docs', counted, docs.page)
  router.get('/api/docs/style.css', counted, docs.style)
  router.get(BASE, counted, known, describeApi(house, BASE))
  router.post(`${BASE}/actions/:name`, counted, known, callAction(house, sayIn, bodies))
  router.get(`${BASE}/events`, counted, known, streamEvents(house, closing, streams))
  router.get(`${BASE}/house`, counted, known, describeHouse(house))
  for (const { method, path, run } of channelRoutes)
    router[method](`${BASE}${path.replace('{id}', ':id')}`, counted, known, (ctx) => run({ house, sayIn, channels }, ctx))
  addPortal(router, BASE, { ...portal, house, sayIn, bodies }, { counted, known })
  const parts = { house, sayIn, bodies, printDocument: portal.printDocument ?? null }
  for (const route of ownRoutes) router[route.method](`${BASE}${routed(route.path)}`, counted, known, (ctx) => route.run(parts, ctx))
  router.get(`${BASE}/:plural`, counted, known, list)
  router.get(`${BASE}/:plural/:id`, counted, known, one)
  router.get(`${BASE}/:plural/:id/:children`, counted, known, children)
  return router
}
