import { useRead } from '../parts/read.tsx'

export type KindField = { name: string; label: string; secret: boolean; required: boolean; help?: string }
export type ChannelKind = {
  kind: string
  label: string
  fields: KindField[]
  warning?: string | null
  steps: string[]
  webhooks?: { label: string; url: string }[]
}
export type Alarm = { code: string; text: string; since?: string | null }
export type Channel = {
  id: string
  kind: string
  name: string
  externalId: string
  state: 'active' | 'faulty' | 'off'
  trouble: string | null
  fromEnvironment: boolean
  alarms: Alarm[]
  lastInboundAt?: string | null
  lastSentAt?: string | null
  figures?: Record<string, number> | null
  /** What is set and no secret, by the names of the fields. */
  settings?: Record<string, string | number | boolean | null>
  version?: number
}
export type Channels = { items: Channel[]; kinds: ChannelKind[]; alarms?: Alarm[] }
export type TestStep = { name: string; ok: boolean; text: string; todo?: string | null }

export const useChannels = () => useRead<Channels>('/channels', {}, 10_000)

/** What was typed, sorted into what the action takes: the platform's own id, settings, and secrets. Empty ones are left out. */
export const sorted = (fields: readonly KindField[], values: Readonly<Record<string, string>>) => {
  const given = fields.flatMap(({ name, secret }) => {
    const value = values[name]?.trim()
    return value ? [{ name, secret, value }] : []
  })
  const pairs = (secret: boolean) =>
    Object.fromEntries(given.filter((one) => one.secret === secret && one.name !== 'externalId').map(({ name, value }) => [name, value]))
  const externalId = given.find(({ name }) => name === 'externalId')?.value
  return { ...(externalId && { externalId }), settings: pairs(false), secrets: pairs(true) }
}

/** Needed fields that are empty. */
export const lacking = (fields: readonly KindField[], values: Readonly<Record<string, string>>) =>
  fields.filter(({ name, required }) => required && !values[name]?.trim()).map(({ name }) => name)
