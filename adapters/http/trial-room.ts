import { randomUUID } from 'node:crypto'
import { beforeAll } from 'vitest'
import { z } from 'zod'
import { action, creation } from '../../core/kernel/action.ts'
import { module } from '../../core/kernel/module.ts'
import { inEnglish, refuse, sentence } from '../../core/kernel/sentence.ts'
import { catalog } from '../../core/modules/catalog/module.ts'
import { crm } from '../../core/modules/crm/module.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { people } from '../../core/modules/people/module.ts'
import { settings } from '../../core/modules/settings/module.ts'
import { Setting } from '../../core/modules/settings/records.ts'
import { testDoor } from './testing.ts'

const nothing = z.strictObject({})
const trial = { needs: 'trial.run', input: nothing, touches: ['setting'] }
const stumble = creation(Setting, {
  ...trial,
  name: 'trial.stumble',
  says: 'Meets a bug',
  async run() {
    throw new TypeError('the secret plan of parley_abcdefghijklmnop at line 7')
  },
})
const risk = action(Setting, {
  ...trial,
  name: 'trial.risk',
  says: 'Meets a rule that some may step over',
  unless: [() => refuse('trial.too_risky', 'This is too risky.', {}, { overridableBy: 'trial.dare' })],
  async run(_ctx, row) {
    return sentence('trial.dared', '{key} was dared.', { key: row.key })
  },
})
const wait = action(Setting, {
  ...trial,
  name: 'trial.wait',
  says: 'Waits for people',
  async run() {
    return sentence('trial.waited', 'Done.')
  },
})
const hidden = creation(Setting, {
  ...trial,
  name: 'trial.hidden',
  says: 'Only the house performs this',
  inner: true,
  async run() {
    return sentence('trial.hidden', 'Done.')
  },
})
const dated = creation(Setting, {
  ...trial,
  name: 'trial.dated',
  says: 'Takes a day and an instant',
  input: z.strictObject({ on: z.iso.date(), at: z.date(), amount: z.string().transform(Number) }),
  async run() {
    return sentence('trial.dated', 'Done.')
  },
})
const foundClient = creation(Client, {
  ...trial,
  name: 'trial.found_client',
  says: 'Makes a client',
  input: z.strictObject({ code: z.string() }),
  touches: ['client'],
  inner: true,
  async run(ctx, { code }) {
    const row = await ctx.create(Client, { ...client(code), creditLimitMinor: 0 })
    return { said: sentence('trial.found_client', 'Done.'), row }
  },
})
const room = module({ name: 'trial', title: 'Trial', uses: ['settings'], actions: [stumble, risk, wait, hidden, dated, foundClient] })

export const approvalId = randomUUID()

/** A client without what only the seeds know. */
export const client = (code: string) => ({
  code,
  name: `Client ${code}`,
  legalName: `Client ${code} SRL`,
  country: 'RO',
  paymentTermDays: 30,
  currency: 'RON',
  language: 'ro',
})

/** The API of a small house, with a machine that may nearly everything, one that looks, and one that may nothing. */
export const trialDoor = () => {
  const door = testDoor([settings, people, crm, catalog, room], {
    sayIn: (said, language) => (language === 'ro' ? `RO ${said.code}` : inEnglish(said)),
    bodies: { maxBytes: 20_000, withinMs: 300 },
    hooks: {
      policyFor: async (_ctx, { action }) =>
        action.name === 'trial.wait' ? [{ code: 'policy', why: sentence('policy', 'Ask.'), needsReason: false }] : [],
      freeze: async () => ({ approvalId, said: sentence('approval.waits', 'This waits as A-1.') }),
    },
  })
  const { ask, at } = door

  const tokens = { boss: '', reader: '', nobody: '' }
  beforeAll(async () => {
    tokens.boss = (
      await door.machine('boss', ['client.block', 'client.set_credit', 'trial.run', 'trial.dare', 'api_token.make'], {
        settings: 'delete',
        people: 'delete',
        crm: 'delete',
        catalog: 'delete',
      })
    ).token
    tokens.reader = (await door.machine('reader', ['trial.run'], { crm: 'view', people: 'view', settings: 'create' })).token
    tokens.nobody = (await door.machine('nobody', [])).token
  })

  const act = (name: string, body: unknown, token = tokens.boss, headers: Record<string, string> = {}) =>
    ask(`/api/v1/actions/${name}`, { body, token, headers })
  let made = 0
  const newClient = async () => {
    made += 1
    const outcome = await at.house.perform(at.house.self('seed'), foundClient, { input: { code: `C${made}` } })
    return String(outcome.id)
  }
  const newSetting = async () => String((await act('setting.create', { input: { key: randomUUID(), value: 'one' } })).json.id)
  const eventsOf = (id: string) => at.db('events').where({ record_id: id }).orderBy('seq')

  return { door, ask, at, tokens, act, newClient, newSetting, eventsOf }
}
