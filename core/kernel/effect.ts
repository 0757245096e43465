import type { Ctx } from './ctx.ts'

/** An event as it stands in the log, opened for those who react to it. */
export type EventRow = {
  id: number
  at: Date
  record: string
  recordId: string
  seq: number
  name: string
  action: string
  actorKind: string
  actorId: string | null
  onBehalfOf: string | null
  approvalId: string | null
  door: string
  requestId: string
  causeEventId: number | null
  rootEventId: number | null
  depth: number
  body: EventBody
}

export type EventBody = {
  before: Record<string, unknown>
  after: Record<string, unknown>
  /** Child rows by record name. */
  children?: Record<string, { added?: object[]; changed?: object[]; removed?: object[] }>
  /** What the person gave with it: reason, note, the message id of a customer's press. */
  with?: Record<string, unknown>
}

/** What happens by itself when something happened. Runs after commit, at least once: twice must be the same as once. */
export type Effect = {
  name: string
  when: string | readonly string[]
  says: string
  run(ctx: Ctx, event: EventRow): Promise<void>
}

export const effect = (declared: Effect): Effect => declared
