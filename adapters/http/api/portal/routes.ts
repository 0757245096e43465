import type Router from '@koa/router'
import type { Context } from 'koa'
import { seller, settingsOf } from '../../../../core/modules/settings/queries.ts'
import type { Door, State } from '../../state.ts'
import { cartOperations } from './cart.ts'
import { catalogOperations } from './catalog.ts'
import { answering, type Operation, type PortalParts } from './operation.ts'
import { orderOperations } from './orders.ts'
import { paperOperations } from './papers.ts'
import { selfOperations } from './self.ts'

/** Everything that a signed-in contact may ask for. */
export const portalOperations: readonly Operation[] = [
  ...selfOperations,
  ...catalogOperations,
  ...cartOperations,
  ...orderOperations,
  ...paperOperations,
]

/** Adds the routes of contacts, before those of records, which would take their names. */
export const addPortal = (
  router: Router<State>,
  base: string,
  parts: PortalParts & { sandbox: boolean },
  { counted, known }: { counted: Door; known: Door },
) => {
  router.get(`${base}/portal/brand`, counted, brandOf(parts))
  for (const operation of portalOperations) {
    const { method, path } = operation
    router[method](`${base}${path}`, counted, known, answering(parts, operation) as never)
  }
}

/** Whose shop it is: what a page shows before anybody has signed in. */
const brandOf =
  ({ house, sandbox }: PortalParts & { sandbox: boolean }) =>
  async (http: Context) => {
    const ctx = house.ctx(house.self('brand'))
    const { legalName, language } = await seller(ctx)
    const { brand_colour } = await settingsOf(ctx)
    http.set('Cache-Control', 'no-cache')
    http.body = { name: legalName, colour: brand_colour, language, sandbox }
  }
