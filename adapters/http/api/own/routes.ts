import { importRoutes } from '../imports/routes.ts'
import { auditRoute, verifyRoute } from './audit.ts'
import { healthRoute } from './health.ts'
import { letterRoutes } from './letters.ts'
import { paperRoutes } from './papers.ts'
import { whyRoute } from './prices.ts'
import type { OwnRoute } from './route.ts'
import { summaryRoute } from './summary.ts'
import { timelineRoute } from './timeline.ts'
import { viewRoutes } from './views.ts'

/** Every route that is made of no declaration. Those of a narrower path stand before the wider ones. */
export const ownRoutes: readonly OwnRoute[] = [
  summaryRoute,
  auditRoute,
  verifyRoute,
  healthRoute,
  whyRoute,
  ...importRoutes,
  ...viewRoutes,
  ...letterRoutes,
  ...paperRoutes,
  timelineRoute,
]
