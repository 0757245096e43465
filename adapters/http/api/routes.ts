import Router from '@koa/router'
import type { House } from '../../../core/kernel/house.ts'
import type { BodyLimits } from '../body.ts'
import type { SayIn, State } from '../state.ts'
import { callAction } from './call.ts'
import { knowCaller, type Rates } from './caller.ts'
import { describeApi } from './describe.ts'
import { readRecords } from './lists.ts'

const BASE = '/api/v1'

/** The API, derived whole from the house: a route per action, a list per record. */
export const apiRoutes = (house: House, sayIn: SayIn, rates: Rates, limits: BodyLimits) => {
  const router = new Router<State>({ strict: true, sensitive: true })
  const known = knowCaller(house, rates)
  const { list, one, children } = readRecords(house)
  router.get(BASE, known, describeApi(house, BASE))
  router.post(`${BASE}/actions/:name`, known, callAction(house, sayIn, limits))
  router.get(`${BASE}/:plural`, known, list)
  router.get(`${BASE}/:plural/:id`, known, one)
  router.get(`${BASE}/:plural/:id/:children`, known, children)
  return router
}
