import { z } from 'zod'
import type { Form, Press } from '../../bots/channel.ts'
import { type Activity, isPersonal, messageName, placeIn, timeIn, userIn } from './activity.ts'
import { valuesIn } from './form.ts'

/** What somebody did with a card of ours. */
export type Pressed = {
  /** Null: they only want to see the card as it is now. */
  press: Press | null
  /** Our id of the message, as its card told. */
  message?: string | undefined
  /** The submitted form, to be shown again with what is wrong. */
  asked?: { form: Form; values: Record<string, string> } | undefined
  /** Only they see what they are answered. */
  isPersonal: boolean
  /** Teams asks by itself, because the card came into view. */
  isAutomatic: boolean
}

const OurData = z.looseObject({
  parley: z.string().optional(),
  choice: z.string().max(2000).optional(),
  pick: z.string().max(2000).optional(),
  form: z.string().max(1000).optional(),
  message: z.uuid().optional(),
  asked: z.unknown().optional(),
})

const Invoked = z.object({
  action: z.looseObject({ verb: z.string().optional(), data: z.unknown().optional() }),
  trigger: z.string().optional(),
})

const Asked: z.ZodType<Form> = z.object({
  id: z.string().max(1000),
  title: z.string().max(1000),
  submit: z.string().max(1000),
  cancel: z.string().max(1000),
  intro: z.string().max(20_000).exactOptional(),
  fields: z
    .array(
      z.object({
        name: z.string().max(200),
        label: z.string().max(1000),
        kind: z.enum(['text', 'longtext', 'number', 'date', 'choice']),
        required: z.boolean(),
        value: z.string().max(20_000).exactOptional(),
        hint: z.string().max(2000).exactOptional(),
        options: z
          .array(z.object({ id: z.string().max(2000), title: z.string().max(2000) }))
          .max(1000)
          .exactOptional(),
      }),
    )
    .max(100),
})

/** Reads a pressed button, a chosen entry or a submitted form: an invoke (Action.Execute), or a message that bears data (Action.Submit). Null for anything else. */
export const pressedIn = (accountId: string, activity: Activity, now: Date): Pressed | null => {
  const invoked = activity.type === 'invoke' ? Invoked.safeParse(activity.value) : null
  const read = OurData.safeParse(invoked ? invoked.data?.action.data : activity.value)
  if (!read.success || (activity.type !== 'invoke' && activity.type !== 'message')) return null
  const { message, choice, pick, form } = read.data
  const verb = invoked?.data?.action.verb ?? read.data.parley
  const { channel, thread } = placeIn(activity.conversation.id)
  const messageId = activity.replyToId ? messageName(activity.conversation.id, activity.replyToId) : undefined
  const common = {
    accountId,
    key: activity.id ?? `${channel} ${activity.from.id} ${activity.timestamp ?? ''}`,
    user: userIn(activity),
    ...(isPersonal(activity)
      ? messageId
        ? { place: { channel, messageId } }
        : {}
      : { place: { channel, ...(thread ? { thread } : {}), ...(messageId ? { messageId } : {}) } }),
    at: timeIn(activity, now),
  }
  const about = { message, isPersonal: isPersonal(activity), isAutomatic: invoked?.data?.trigger === 'automatic' }
  if (verb === 'show') return { press: null, ...about }
  const chosen = verb === 'choice' ? choice : verb === 'pick' ? pick : undefined
  if (chosen) return { press: { ...common, kind: 'choice', choice: chosen }, ...about }
  if (verb === 'form' && form !== undefined) {
    const values = valuesIn(read.data)
    const asked = Asked.safeParse(read.data.asked)
    return { press: { ...common, kind: 'form', form, values }, ...about, ...(asked.success && { asked: { form: asked.data, values } }) }
  }
  return null
}

const Query = z.object({
  commandId: z.string().optional(),
  parameters: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.boolean()]) })).optional(),
})

/** Reads what somebody types into the search of our message extension; empty when it was just opened. */
export const searchedIn = (accountId: string, activity: Activity, now: Date): Press | null => {
  if (activity.type !== 'invoke' || activity.name !== 'composeExtension/query') return null
  const read = Query.safeParse(activity.value)
  if (!read.success) return null
  const typed = read.data.parameters?.find(({ name }) => name === 'query')?.value
  return {
    accountId,
    key: activity.id ?? `search ${activity.from.id} ${activity.timestamp ?? now.toISOString()}`,
    user: userIn(activity),
    at: timeIn(activity, now),
    kind: 'search',
    text: typeof typed === 'string' ? typed.slice(0, 200) : '',
  }
}
