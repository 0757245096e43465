import type { Action, AnyAction, Creation } from './action.ts'
import type { Effect } from './effect.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { RecordType } from './record.ts'

/** A room of the house: its front door. */
export type Module = {
  name: string
  title: string
  /** Rooms it imports. No circle. */
  uses: readonly string[]
  records: readonly RecordType[]
  lifecycles: readonly Lifecycle[]
  actions: readonly AnyAction[]
  effects: readonly Effect[]
  /** Named permissions beyond those its actions name, with a sentence each. */
  permissions: Readonly<Record<string, string>>
  /** Which actions a contact permission (`order`, `pay`, …) grants. */
  contactGrants: Readonly<Record<string, readonly string[]>>
  /** Tables that are written outside `perform`, by their owner. */
  ownTables: readonly string[]
}

type Loose<T> = { [K in keyof T]: T[K] }

export const module = (declared: {
  name: string
  title: string
  uses?: readonly string[]
  records?: readonly Loose<object>[]
  lifecycles?: readonly Loose<object>[]
  actions?: readonly (Action<never> | Creation | Loose<object>)[]
  effects?: readonly Effect[]
  permissions?: Readonly<Record<string, string>>
  contactGrants?: Readonly<Record<string, readonly string[]>>
  ownTables?: readonly string[]
}): Module =>
  ({
    uses: [],
    records: [],
    lifecycles: [],
    actions: [],
    effects: [],
    permissions: {},
    contactGrants: {},
    ownTables: [],
    ...declared,
  }) as unknown as Module
