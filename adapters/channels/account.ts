import { ChannelError } from '../../bots/channel.ts'
import type { Seal } from '../../core/kernel/seal.ts'
import { type Account, asTold, Faulty, type Kind, type Words } from './kind.ts'

/** A row of `channel_accounts`, as far as it matters for starting it. */
export type AccountRow = {
  id: string
  kind: string
  name: string
  externalId: string
  settings: Record<string, unknown>
  sealedSecrets: string | null
  state: string
  trouble: string | null
  version: number
}

/** The account of a row, its secrets opened. Throws Faulty where the key does not open them. */
export const accountIn = ({ id, name, externalId, settings, sealedSecrets }: AccountRow, seal: Seal): Account => ({
  id,
  name,
  externalId,
  values: { ...texts(settings), ...(sealedSecrets ? texts(opened(sealedSecrets, seal)) : {}) },
})

const texts = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

const opened = (sealed: string, seal: Seal): Record<string, unknown> => {
  try {
    return JSON.parse(seal.openSecret(sealed)) as Record<string, unknown>
  } catch {
    throw new Faulty({
      en: 'The secrets of this account were stored under another secret key. Put them in again.',
      ro: 'Secretele acestui cont au fost salvate sub altă cheie secretă. Introdu-le din nou.',
    })
  }
}

/** Throws Faulty where something that is needed is missing, does not look right, or would send secrets in the clear. */
export const demandWhole = ({ fields }: Kind, { externalId, values }: Account, { production }: { production: boolean }) => {
  for (const { name, label, help, required, shape, address } of fields) {
    const value = name === 'externalId' ? externalId : values[name]
    if (!value?.trim()) {
      if (required) throw new Faulty({ en: `${label.en} is missing. ${help.en}`, ro: `Lipsește: ${label.ro}. ${help.ro}` })
      continue
    }
    if (shape && !shape.test(value))
      throw new Faulty({ en: `${label.en} does not look right. ${help.en}`, ro: `${label.ro} nu arată bine. ${help.ro}` })
    if (address) demandAddress(label, value, production)
  }
}

const demandAddress = (label: Words, value: string, production: boolean) => {
  const url = URL.parse(value)
  if (!url || !/^https?:$/.test(url.protocol) || url.username)
    throw new Faulty({
      en: `${label.en} must be an address that begins with https://.`,
      ro: `${label.ro} trebuie să fie o adresă care începe cu https://.`,
    })
  if (production && url.protocol !== 'https:')
    throw new Faulty({
      en: `${label.en} must begin with https://: the secrets go there.`,
      ro: `${label.ro} trebuie să înceapă cu https://: acolo merg secretele.`,
    })
}

/** Why an account did not start, in words that hold none of its secrets. */
export const whyOf = (error: unknown, kind: Kind, { values }: Account): Words => {
  if (error instanceof Faulty) return error.why
  const secrets = kind.fields.flatMap(({ name, secret }) => (secret && values[name] ? [values[name]] : []))
  const told = error instanceof Error ? error.message : 'unknown'
  const clean = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), told).slice(0, 500)
  return error instanceof ChannelError ? asTold(clean) : { en: `It could not be started: ${clean}`, ro: `Nu a putut fi pornit: ${clean}` }
}
