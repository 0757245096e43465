import type { House } from '../../core/kernel/house.ts'
import { isUuid } from '../../core/kernel/reads.ts'
import { pulsesOf } from '../../core/modules/conversations/pulses.ts'
import { ChatPlace } from '../../core/modules/conversations/records.ts'
import type { ChannelDesk } from '../http/api/channels.ts'
import { type AccountRow, accountIn, demandWhole } from './account.ts'
import type { Keeper } from './keep.ts'
import { type Account, Faulty, type Kind, type Step, type Words } from './kind.ts'
import { ill } from './steps.ts'

type Language = 'en' | 'ro'

/** What the console asks of the channels. */
export const channelDesk = ({
  house,
  keeper,
  kinds,
  publicUrl,
  production,
}: {
  house: House
  keeper: Keeper
  kinds: readonly Kind[]
  publicUrl: string
  production: boolean
}): ChannelDesk => {
  const rowOf = async (id: string): Promise<AccountRow | null> => {
    if (!isUuid(id)) return null
    const { rows } = await house.db.raw<{ rows: AccountRow[] }>(
      `select id, kind, name, external_id as "externalId", settings, sealed_secrets as "sealedSecrets", state, trouble, version
       from channel_accounts where id = ? and archived_at is null`,
      [id],
    )
    return rows[0] ?? null
  }

  const heardAt = async (id: string) => {
    const [here, noted] = [keeper.heardAt(id), (await pulsesOf(house.db, [id])).get(id)?.heardAt ?? null]
    const known = [here, noted].flatMap((at) => at?.getTime() ?? [])
    return known.length ? new Date(Math.max(...known)) : null
  }

  const tried = async (kind: Kind, row: AccountRow): Promise<Step[]> => {
    const started = keeper.running(row.id)?.started ?? null
    // What the environment defines is not in the row.
    const account: Account = keeper.running(row.id)?.account ?? accountIn(row, house.seal)
    demandWhole(kind, account, { production })
    const places = await house.ctx(house.self('channels')).rows(ChatPlace).where({ accountId: row.id, archivedAt: null })
    return kind.test(account, { house, started, publicUrl, heardAt: await heardAt(row.id), places })
  }

  return {
    kinds: (language) => kinds.map((kind) => shown(kind, publicUrl, language)),

    async test(id, language) {
      await keeper.look()
      const row = await rowOf(id)
      const kind = row && kinds.find((one) => one.kind === row.kind)
      if (!row || !kind) return null
      const steps = await tried(kind, row).catch((error: unknown) => {
        if (!(error instanceof Faulty)) throw error
        return [
          ill('settings', error.why, { en: 'Put it into the account, then test again.', ro: 'Pune-l în cont, apoi testează din nou.' }),
        ]
      })
      return steps.map(({ name, ok, text, todo }) => ({ name, ok, text: text[language], ...(todo && { todo: todo[language] }) }))
    },

    fresh: () => keeper.note(),

    async qr(id) {
      await keeper.look()
      return (await keeper.running(id)?.started.qr?.()) ?? null
    },

    async secretsSet(id) {
      const row = await rowOf(id)
      if (!row?.sealedSecrets) return []
      try {
        const { values } = accountIn(row, house.seal)
        const secrets = kinds.find(({ kind }) => kind === row.kind)?.fields.filter(({ secret }) => secret) ?? []
        return secrets.map(({ name }) => name).filter((name) => values[name] !== undefined)
      } catch (error) {
        if (error instanceof Faulty) return []
        throw error
      }
    },
  }
}

const shown = ({ kind, label, fields, warning, steps, webhooks }: Kind, publicUrl: string, language: Language) => {
  const say = (words: Words) => words[language]
  return {
    kind,
    label: say(label),
    fields: fields.map(({ name, label, secret, required, help }) => ({ name, label: say(label), secret, required, help: say(help) })),
    ...(warning && { warning: say(warning) }),
    steps: steps.map(say),
    webhooks: webhooks.map(({ label, path }) => ({ label: say(label), url: `${publicUrl}${path}` })),
  }
}
