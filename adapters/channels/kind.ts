import type { IncomingHttpHeaders } from 'node:http'
import type { Middleware } from 'koa'
import type { Channel, ChannelKind, Doors } from '../../bots/channel.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import type { ChannelsConfig } from '../config/channels.ts'
import type { SandboxAccess } from '../sandbox/process.ts'

/** A text for the admin in the languages of the house. */
export type Words = { readonly en: string; readonly ro: string }

/** One thing that is asked for when an account is connected. */
export type Field = {
  /** The name in `settings`, or in `secrets` where it is one. `externalId` stands for the account's own column of that name. */
  name: string
  label: Words
  /** Where it is found, and what it looks like. */
  help: Words
  secret: boolean
  required: boolean
  /** An address that calls go to: in production it must begin with https://. (Default: any text) */
  address?: boolean
  /** What it must look like. (Default: anything) */
  shape?: RegExp
}

/** An account to be started, from the environment, the sandbox or the database. */
export type Account = {
  /** Our id: the row of `channel_accounts`. */
  id: string
  name: string
  externalId: string
  /** Settings and opened secrets by the names of the fields; what is not set is absent. Never logged, never sent back. */
  values: Readonly<Partial<Record<string, string>>>
}

/** What the environment or the sandbox says of an account. */
export type Given = Omit<Account, 'id'>

export type StartParts = {
  house: House
  doors: Doors
  log: Log
  /** The data folder; an account that keeps files makes a folder of its own in it. */
  dataDir: string
  /** Where others reach us, without a slash at the end. */
  publicUrl: string
  /** Lends the account's channel for sending in this process, or takes it back (null): for accounts that one process of many holds. */
  offer(channel: Channel | null): void
  /** The account cannot go on: it is switched off with this reason, in all processes. */
  fail(why: Words): void
}

/** A request at the address that several accounts of one kind share. */
export type Delivery = { method: string; url: URL; headers: IncomingHttpHeaders; body: Buffer }

/** What can be known of a running account by asking its platform. */
export type Pulse = {
  /** The platform does not take the token any more, in its words. */
  refused: string | null
  tokenExpiresAt: Date | null
}

export type Started = {
  /** Absent where `offer` is used instead. */
  channel?: Channel
  /** Serves the platform's requests and passes on all others. It stands before any body parser; where several accounts share an address the body lies in `ctx.req.rawBody`. */
  middleware?: Middleware
  /** Whose delivery is it, where several accounts share an address? `mine`: signed with my secret and about me. `known`: signed with my secret. */
  claims?(delivery: Delivery): 'mine' | 'known' | 'foreign'
  /** A code to be scanned with a phone. `state` is one word: `waiting`, `scan`, `ready`, … */
  qr?(): Promise<{ state: string; qr?: string }>
  /** Asked at the start of a stored account, which is faulty where its token is refused, and then every ten minutes by one process. Rejects when the platform cannot be reached. */
  pulse?(): Promise<Pulse>
  /** The message templates of the account, where its platform has any. Asked with `pulse`. Rejects when the platform cannot be reached. */
  templates?(): Promise<TemplateSeen[]>
  stop(): Promise<unknown>
}

/** A message template as its platform has it; `text` where it is one of ours. */
export type TemplateSeen = {
  name: string
  language: string
  text: string | null
  review: 'approved' | 'waiting' | 'rejected' | 'paused'
  reason: string | null
}

/** One step of a live test. `todo`: what to do about it where it is not well. */
export type Step = { name: string; ok: boolean; text: Words; todo?: Words }

export type TestParts = {
  house: House
  /** What runs in this process. Null: it is off or faulty. */
  started: Started | null
  publicUrl: string
  /** When the platform last brought us anything. */
  heardAt: Date | null
  /** The shared places of the staff at this account. */
  places: readonly { externalId: string; name: string; purpose: string }[]
}

/** A kind of chat platform: what is asked for, and how an account of it lives. */
export type Kind = {
  kind: ChannelKind
  label: Words
  /** What somebody should know before connecting one. */
  warning?: Words
  /** What to do at the platform, in order. */
  steps: readonly Words[]
  fields: readonly Field[]
  /** Addresses of ours that the platform must be told, as paths under the public address. */
  webhooks: readonly { label: Words; path: string }[]
  /** The path that all accounts of this kind are reached at, where they share one. */
  sharedPath?: string
  /** The account that the environment defines. Null: none. */
  environment(channels: ChannelsConfig): Given | null
  /** The account at the stand-in, where the sandbox is on and the environment defines none. Null: there is no stand-in. */
  sandbox(access: SandboxAccess, channels: ChannelsConfig): Given | null
  /** Starts one account. Rejects with `Faulty` where it can never work as it is; a platform that cannot be reached is no reason. Imports its adapter only now. */
  start(account: Account, parts: StartParts): Promise<Started>
  /** Tries everything for real. Does not reject: what fails is a step. */
  test(account: Account, parts: TestParts): Promise<Step[]>
}

/** An account that cannot work as it is set. */
export class Faulty extends Error {
  override name = 'Faulty'
  why: Words
  constructor(why: Words) {
    super(why.en)
    this.why = why
  }
}

/** A text that is the same in every language: what a platform said. */
export const asTold = (text: string): Words => ({ en: text, ro: text })
