import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import type { AnyAction } from './action.ts'
import { system } from './actor.ts'
import type { Call, Caller, Ctx, Outcome } from './ctx.ts'
import type { Effect } from './effect.ts'
import type { Hooks } from './hooks.ts'
import type { Log } from './log.ts'
import type { Module } from './module.ts'
import { perform } from './perform.ts'
import type { RecordType } from './record.ts'
import type { Seal } from './seal.ts'
import { inEnglish, type Sentence } from './sentence.ts'
import { makeCtx } from './work.ts'

/** What may be due: effects of events, or messages that are to leave. */
export type Work = 'events' | 'messages'

/** The whole business, put together once at start: rooms by name, and what they need of the outside. */
export type House = {
  modules: readonly Module[]
  records: ReadonlyMap<string, RecordType>
  actions: ReadonlyMap<string, AnyAction>
  effects: ReadonlyMap<string, Effect>
  db: Knex
  seal: Seal
  log: Log
  hooks: Hooks
  /** Names this process in what it takes for a while. */
  owner: string
  /** How others reach us: what links begin with. */
  address(): string
  /** Can mail be sent? */
  mails: boolean
  /** Words what is said to a person in their language; for what is kept as text and shown later. */
  word(said: Sentence, language: string): string
  clock(): Date
  subscribersOf(event: string): readonly string[]
  /** Performs an action for a caller: the one road. */
  perform(caller: Caller, action: AnyAction | string, call: Call): Promise<Outcome>
  /**
   * A ctx for reading (and performing) outside any call: doors, effects, bots. `key` prefixes the keys of what it performs. One that
   * `remembers` reads the same but once, until it performs something: for what takes a moment and is over, like the answer to a message.
   */
  ctx(caller: Caller, key?: string, how?: { remembers: boolean }): Ctx
  /** A caller that is the house itself. */
  self(requestId: string): Caller
  /** There is work: after every commit events, from whoever queues messages those. (Default: either) */
  nudge(what?: Work): void
  onCommit(wake: (what?: Work) => void): void
}

export const house = (parts: {
  modules: readonly Module[]
  db: Knex
  seal: Seal
  log: Log
  hooks: Hooks
  clock?: () => Date
  owner?: string
  address?: () => string
  mails?: boolean
  /** (Default: English) */
  word?: (said: Sentence, language: string) => string
}): House => {
  const records = named(parts.modules.flatMap((room) => room.records))
  const actions = named(parts.modules.flatMap((room) => room.actions))
  const effects = named(parts.modules.flatMap((room) => room.effects))
  const subscribers = new Map<string, string[]>()
  for (const { name, when } of effects.values())
    for (const event of typeof when === 'string' ? [when] : when) subscribers.set(event, [...(subscribers.get(event) ?? []), name])
  const clock = parts.clock ?? (() => new Date())
  const wakes: ((what?: Work) => void)[] = []
  const built: House = {
    ...parts,
    records,
    actions,
    effects,
    owner: parts.owner ?? randomUUID(),
    address: parts.address ?? (() => ''),
    mails: parts.mails ?? false,
    word: parts.word ?? inEnglish,
    clock,
    subscribersOf: (event) => subscribers.get(event) ?? [],
    perform: async (caller, action, call) => {
      const found = typeof action === 'string' ? actions.get(action) : action
      if (!found) throw new Error(`There is no action ${String(action)}.`)
      return perform(built, caller, found, call)
    },
    ctx: (caller, key, how) => makeCtx(built, caller, null, { ...(key !== undefined && { key }) }, how),
    self: (requestId) => ({ actor: system(), door: 'system', requestId, now: clock() }),
    nudge: (what) => {
      for (const wake of wakes) wake(what)
    },
    onCommit: (wake) => void wakes.push(wake),
  }
  return built
}

const named = <Thing extends { name: string }>(things: readonly Thing[]): Map<string, Thing> => {
  const map = new Map<string, Thing>()
  for (const thing of things) {
    if (map.has(thing.name)) throw new Error(`Two things are called ${thing.name}.`)
    map.set(thing.name, thing)
  }
  return map
}
