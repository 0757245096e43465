import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, textOf } from '../wire.ts'
import { problemsOfView, withIds } from './blocks.ts'
import { BOT, TEAM } from './team.ts'

/** A view as Slack hands it out; `id`, `hash` and `blocks` are always there. */
export type View = Fields & { id: string; hash: string; type: string; blocks: Fields[]; private_metadata: string; callback_id: string }

const TRIGGER_LIFE_MS = 3_000
const HIGHEST_STACK = 3

export type Views = ReturnType<typeof createViews>

/** Modals (a stack of at most three per person), App Homes, and the trigger ids that open them: 3 seconds, once. */
export const createViews = (clock: Clock) => {
  const triggers = new Map<string, { user: string; until: number; used: boolean }>()
  const stacks = new Map<string, View[]>()
  const homes = new Map<string, View>()
  const random = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase()
  const hash = () => `${Math.floor(clock.now() / 1_000)}.${random(4).toLowerCase()}`

  const refuse = (error: string): Fields => ({ ok: false, error })
  const wrong = (messages: string[]): Fields => ({ ok: false, error: 'invalid_arguments', response_metadata: { messages } })

  const make = (given: Fields, more: Fields = {}): View => {
    const id = `V${random(5)}`
    return {
      team_id: TEAM.id,
      state: { values: {} },
      clear_on_close: false,
      notify_on_close: false,
      submit_disabled: false,
      external_id: '',
      title: null,
      close: null,
      submit: null,
      previous_view_id: null,
      root_view_id: id,
      app_id: BOT.appId,
      app_installed_team_id: TEAM.id,
      bot_id: BOT.botId,
      ...given,
      ...more,
      id,
      hash: hash(),
      type: textOf(given.type),
      private_metadata: textOf(given.private_metadata),
      callback_id: textOf(given.callback_id),
      blocks: withIds(given.blocks),
    }
  }

  const exchange = (triggerId: unknown): { user: string } | Fields => {
    const trigger = triggers.get(textOf(triggerId))
    if (!trigger) return refuse('invalid_trigger_id')
    if (trigger.used) return refuse('exchanged_trigger_id')
    if (clock.now() >= trigger.until) return refuse('expired_trigger_id')
    trigger.used = true
    return { user: trigger.user }
  }

  const open = (body: Fields): Fields & { user?: string } => {
    const problems = problemsOfView(body.view)
    if (problems.length > 0) return wrong(problems)
    const view = fieldsOf(body.view)
    if (view.type !== 'modal') return wrong(['[ERROR] must be a modal [json-pointer:/view/type]'])
    const who = exchange(body.trigger_id)
    if (typeof who.user !== 'string') return who
    const made = make(view)
    stacks.set(who.user, [made])
    return { ok: true, view: made, user: who.user }
  }

  const pushOnto = (user: string, given: Fields): Fields & { user?: string } => {
    const stack = stacks.get(user) ?? []
    const top = stack.at(-1)
    if (!top) return refuse('view_not_found')
    if (stack.length >= HIGHEST_STACK) return refuse('push_limit_reached')
    const made = make(given, { previous_view_id: top.id, root_view_id: stack[0]?.id ?? top.id })
    stacks.set(user, [...stack, made])
    return { ok: true, view: made, user }
  }

  const push = (body: Fields): Fields & { user?: string } => {
    const problems = problemsOfView(body.view)
    if (problems.length > 0) return wrong(problems)
    const who = exchange(body.trigger_id)
    return typeof who.user === 'string' ? pushOnto(who.user, fieldsOf(body.view)) : who
  }

  /** Puts new contents into a view that is open, keeping its id and place. */
  const change = (old: View, given: Fields): View => {
    const made = make(given, { previous_view_id: old.previous_view_id, root_view_id: old.root_view_id })
    Object.assign(old, made, { id: old.id, root_view_id: old.root_view_id })
    return old
  }

  const find = (wanted: (view: View) => boolean) => {
    for (const [user, stack] of stacks) {
      const view = stack.find(wanted)
      if (view) return { user, view }
    }
    for (const [user, view] of homes) if (wanted(view)) return { user, view }
    return undefined
  }

  const update = (body: Fields): Fields & { user?: string } => {
    const id = textOf(body.view_id)
    const external = textOf(body.external_id)
    const found = find((view) => (id ? view.id === id : external !== '' && view.external_id === external))
    if (!found) return refuse('not_found')
    const problems = problemsOfView(body.view)
    if (problems.length > 0) return wrong(problems)
    if (body.hash !== undefined && body.hash !== found.view.hash) return refuse('hash_conflict')
    return { ok: true, view: change(found.view, fieldsOf(body.view)), user: found.user }
  }

  const publish = (body: Fields, knows: (user: string) => boolean): Fields & { user?: string } => {
    const user = textOf(body.user_id)
    if (!knows(user)) return refuse('user_not_found')
    const problems = problemsOfView(body.view)
    if (problems.length > 0) return wrong(problems)
    const view = fieldsOf(body.view)
    if (view.type !== 'home') return wrong(['[ERROR] must be home [json-pointer:/view/type]'])
    const old = homes.get(user)
    if (old && body.hash !== undefined && body.hash !== old.hash) return refuse('hash_conflict')
    const made = old ? change(old, view) : make(view)
    homes.set(user, made)
    return { ok: true, view: made, user }
  }

  return {
    open,
    push,
    pushOnto,
    update,
    change,
    publish,
    /** A fresh trigger id of this person. */
    trigger: (user: string) => {
      const id = `${Date.now()}.${parseInt(random(5), 16)}.${random(16).toLowerCase()}`
      triggers.set(id, { user, until: clock.now() + TRIGGER_LIFE_MS, used: false })
      if (triggers.size > 10_000) for (const [old, { until }] of triggers) if (until < clock.now()) triggers.delete(old)
      return id
    },
    top: (user: string) => stacks.get(user)?.at(-1),
    depth: (user: string) => stacks.get(user)?.length ?? 0,
    home: (user: string) => homes.get(user),
    /** Takes the top view away; the one below is seen again. */
    pop: (user: string) => stacks.set(user, (stacks.get(user) ?? []).slice(0, -1)),
    clear: (user: string) => stacks.delete(user),
    reset: () => {
      triggers.clear()
      stacks.clear()
      homes.clear()
    },
  }
}
