import { z } from 'zod'
import { action, creation } from '../../../kernel/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { newId } from '../../../kernel/db.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import type { RowOf } from '../../../kernel/record.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { accountLifecycle } from '../lifecycle.ts'
import { forgetPulse } from '../pulses.ts'
import { ChannelAccount, ChatPlace, channelKinds, placePurposes } from '../records.ts'

type AccountRow = RowOf<(typeof ChannelAccount)['fields']>

/** `fromEnvironment` is the house's own mark: it locks an account for people. */
const settings = z
  .record(
    z
      .string()
      .max(100)
      .refine((name) => name !== 'fromEnvironment', 'This name is the house’s own'),
    z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]),
  )
  .describe('By name; null takes one away')
const secrets = z
  .record(z.string().max(100), z.string().trim().max(5000))
  .describe('Stored encrypted and never shown again; an empty one is taken away')

const isOfTheEnvironment: Rule<AccountRow> = (account, ctx) =>
  account.settings.fromEnvironment === true &&
  ctx.actor.kind !== 'system' &&
  refuse('channel_account.of_environment', '{name} is set by environment variables. Change them and start again.', { name: account.name })

export const createAccount = creation(ChannelAccount, {
  name: 'channel_account.create',
  says: 'Connect a WhatsApp number, a Slack workspace or a Teams tenant',
  needs: 'channel_account.create',
  input: z.strictObject({
    kind: z.enum(channelKinds),
    name: z.string().trim().min(1).max(100),
    externalId: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('The platform’s own id of it, where it has one to tell accounts apart'),
    settings: settings.default({}),
    secrets: secrets.default({}),
  }),
  touches: ['channel_account'],
  unless: [(_row, ctx, { kind, externalId }) => isConnected(ctx, kind, externalId)],
  async run(ctx, { secrets, settings, externalId = newId(), ...given }) {
    const sealedSecrets = sealed(ctx.house.seal, filled(secrets))
    const row = await ctx.create(ChannelAccount, { ...given, externalId, settings: filled(settings), sealedSecrets })
    return { said: sentence('channel_account.created', '{name} is connected.', { name: given.name }), row }
  },
})

const isConnected = async (ctx: Ctx, kind: AccountRow['kind'], externalId: string | undefined) =>
  externalId !== undefined &&
  (await ctx.facts(ChannelAccount).where({ kind, externalId }).count()) > 0 &&
  refuse('channel_account.exists', 'This account is connected already.')

/** Without what is empty: so a value is taken away. */
const filled = <Value>(values: Record<string, Value>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))

/** The secrets as they were, where the key still opens them. */
const opened = (seal: { openSecret(sealed: string): string }, sealedSecrets: string | null): Record<string, string> => {
  if (!sealedSecrets) return {}
  try {
    return JSON.parse(seal.openSecret(sealedSecrets)) as Record<string, string>
  } catch {
    // Sealed under a key that is gone: they are given anew.
    return {}
  }
}

const sealed = (seal: { secret(text: string): string }, secrets: Record<string, string>) =>
  Object.keys(secrets).length ? seal.secret(JSON.stringify(secrets)) : null

export const ensureAccount = creation(ChannelAccount, {
  name: 'channel_account.ensure',
  says: 'Know the account that the environment defines',
  needs: 'channel_account.ensure',
  input: z.strictObject({
    kind: z.enum(channelKinds),
    name: z.string().min(1).max(100),
    externalId: z.string().min(1).max(200),
    settings: settings.default({}),
  }),
  touches: ['channel_account'],
  inner: true,
  async run(ctx, given) {
    await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`account ${given.kind} ${given.externalId}`])
    const said = sentence('channel_account.known', '{name} is known.', { name: given.name })
    const earlier = await ctx.facts(ChannelAccount).where({ kind: given.kind, externalId: given.externalId }).first()
    if (!earlier)
      return { said, row: await ctx.create(ChannelAccount, { ...given, settings: { ...given.settings, fromEnvironment: true } }) }
    const [row] = await ctx.lock(ChannelAccount, [earlier.id])
    if (row!.state !== 'active') await ctx.move(accountLifecycle, row!, 'enable', { trouble: null })
    return { said, row: row! }
  },
})

export const updateAccount = action(ChannelAccount, {
  name: 'channel_account.update',
  says: 'Change the name, settings or secrets of a channel account',
  needs: 'channel_account.update',
  input: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    externalId: z.string().trim().min(1).max(200).optional(),
    settings: settings.optional(),
    secrets: secrets.optional(),
  }),
  touches: [
    'channel_account.name',
    'channel_account.externalId',
    'channel_account.settings',
    'channel_account.sealedSecrets',
    'channel_account.state',
    'channel_account.trouble',
  ],
  unless: [
    isOfTheEnvironment,
    (account, ctx, { externalId }) =>
      isConnected(ctx, account.kind, (externalId ?? account.externalId) === account.externalId ? undefined : externalId),
  ],
  async run(ctx, account, { name, externalId, settings, secrets }) {
    const { seal } = ctx.house
    if (secrets !== undefined) await forgetPulse(ctx.db, account.id)
    await ctx.change(account, {
      ...(name !== undefined && { name }),
      ...(externalId !== undefined && { externalId }),
      ...(settings !== undefined && { settings: filled({ ...account.settings, ...settings }) }),
      ...(secrets !== undefined && { sealedSecrets: sealed(seal, filled({ ...opened(seal, account.sealedSecrets), ...secrets })) }),
    })
    // Whoever corrects what was wrong wants it tried again.
    if (account.state === 'faulty') await ctx.move(accountLifecycle, account, 'enable', { trouble: null })
    return sentence('channel_account.updated', '{name} is changed.', { name: account.name })
  },
})

export const disableAccount = action(ChannelAccount, {
  name: 'channel_account.switch_off',
  says: 'Switch a channel account off',
  needs: 'channel_account.switch_off',
  input: z.strictObject({}),
  touches: ['channel_account.state'],
  moves: { lifecycle: accountLifecycle, move: 'disable' },
  unless: [isOfTheEnvironment],
  async run(ctx, account) {
    await ctx.move(accountLifecycle, account, 'disable')
    return sentence('channel_account.disabled', '{name} is off: nothing comes in or goes out.', { name: account.name })
  },
})

export const enableAccount = action(ChannelAccount, {
  name: 'channel_account.switch_on',
  says: 'Switch a channel account on again',
  needs: 'channel_account.switch_on',
  input: z.strictObject({}),
  touches: ['channel_account.state', 'channel_account.trouble'],
  moves: { lifecycle: accountLifecycle, move: 'enable' },
  unless: [isOfTheEnvironment],
  async run(ctx, account) {
    await ctx.move(accountLifecycle, account, 'enable', { trouble: null })
    await forgetPulse(ctx.db, account.id)
    return sentence('channel_account.enabled', '{name} is on.', { name: account.name })
  },
})

export const failAccount = action(ChannelAccount, {
  name: 'channel_account.fail',
  says: 'Say that a channel account does not work, and why',
  needs: 'channel_account.fail',
  input: z.strictObject({ trouble: z.string().min(1).max(1000) }),
  touches: ['channel_account.state', 'channel_account.trouble'],
  moves: { lifecycle: accountLifecycle, move: 'fail' },
  inner: true,
  async run(ctx, account, { trouble }) {
    await ctx.move(accountLifecycle, account, 'fail', { trouble })
    return sentence('channel_account.failed', '{name} does not work: {trouble}', { name: account.name, trouble })
  },
})

export const setPlace = creation(ChatPlace, {
  name: 'chat_place.set',
  says: 'Say where cards of one kind are posted',
  needs: 'chat_place.set',
  input: z.strictObject({
    accountId: z.uuid(),
    purpose: z.enum(placePurposes),
    externalId: z.string().trim().min(1).max(200).describe('The platform’s id of the channel'),
    name: z.string().trim().min(1).max(100),
  }),
  touches: ['chat_place'],
  async run(ctx, { accountId, purpose, externalId, name }) {
    await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`place ${accountId} ${purpose}`])
    const said = sentence('chat_place.set', 'Cards of {purpose} go to {name}.', { purpose, name })
    const earlier = await ctx.facts(ChatPlace).where({ accountId, purpose }).first()
    if (!earlier) return { said, row: await ctx.create(ChatPlace, { accountId, purpose, externalId, name }) }
    const [row] = await ctx.lock(ChatPlace, [earlier.id])
    return { said, row: await ctx.change(row!, { externalId, name, archivedAt: null }) }
  },
})
