import Router from '@koa/router'
import type { House } from '../../../core/kernel/house.ts'
import { countAddress, type Rates } from '../api/caller.ts'
import type { BodyLimits } from '../body.ts'
import type { Door, State } from '../state.ts'
import { account } from './account.ts'
import { enter } from './enter.ts'
import { makeTries } from './parts.ts'
import { makePasswords } from './passwords.ts'
import type { Sessions } from './sessions.ts'
import { secondStep } from './totp.ts'

const BASE = '/api/v1'

/** Signing in and out of the two web apps, and what everybody does about their own account. */
export const sessionRoutes = ({
  rates,
  ...given
}: {
  house: House
  sessions: Sessions
  publicUrl: string
  rates: Rates
  bodies: BodyLimits
  sandbox: boolean
}) => {
  const parts = { ...given, passwords: makePasswords() }
  const tries = makeTries(given.house)
  const ways = enter(parts, tries)
  const own = account(parts, tries)
  const second = secondStep(parts, tries)
  const counted = countAddress(rates)
  /** No answer about a session is kept by anybody. */
  const fresh: Door = async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.vary('Cookie')
    ctx.vary('X-Parley-Area')
    await next()
  }
  const router = new Router<State>({ strict: true, sensitive: true })
  router.post(`${BASE}/session`, counted, fresh, ways.byPassword)
  router.post(`${BASE}/session/code`, counted, fresh, ways.byCode)
  router.post(`${BASE}/session/forgot`, counted, fresh, ways.forgot)
  router.get(`${BASE}/session`, counted, fresh, own.show)
  router.patch(`${BASE}/session`, counted, fresh, own.change)
  router.delete(`${BASE}/session`, counted, fresh, own.end)
  router.post(`${BASE}/session/password`, counted, fresh, own.setPassword)
  router.post(`${BASE}/session/totp`, counted, fresh, second.enter)
  router.post(`${BASE}/session/totp/setup`, counted, fresh, second.setUp)
  router.post(`${BASE}/session/totp/confirm`, counted, fresh, second.confirm)
  router.delete(`${BASE}/session/totp`, counted, fresh, second.turnOff)
  router.get(`${BASE}/sessions`, counted, fresh, own.list)
  router.delete(`${BASE}/sessions/:id`, counted, fresh, own.endOne)
  return router
}
