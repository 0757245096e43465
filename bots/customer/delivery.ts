import { fold } from '../../core/language/fold.ts'
import { formatDate } from '../../core/language/money.ts'
import { Address } from '../../core/modules/crm/records.ts'
import { setOrderDelivery } from '../../core/modules/sales/actions/draft.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { type Choice, plain } from '../channel.ts'
import type { InboundItem } from '../talk.ts'
import { kmFromCounty } from './places.ts'
import type { Turn } from './turn.ts'

/** A place further than this from every saved address is none of them. */
const FAR_KM = 100
const MOST_ADDRESSES = 9

const saved = (turn: Turn) =>
  turn.ctx.rows(Address).where({ clientId: turn.clientId, kind: 'delivery' }).orderBy('isDefault', 'desc').orderBy('id')
type Saved = Awaited<ReturnType<typeof saved>>[number]

const writeDown = async (
  turn: Turn,
  given: { wantedOn?: string | null; clientReference?: string; addressId?: string },
): Promise<boolean> => {
  const draft = await turn.draft()
  if (!draft) {
    turn.say('no_draft')
    return false
  }
  await turn.ctx.perform(setOrderDelivery, { id: draft.id, input: given })
  return true
}

/** "Deliver it on Friday": never earlier than that. A day that has passed, or none, is asked for. */
export const wantedLater = async (turn: Turn, day: string | null): Promise<boolean> => {
  if (!(await turn.draft())) {
    turn.say('no_draft')
    return false
  }
  if (!day || day < todayOf(turn.ctx, await settingsOf(turn.ctx))) {
    turn.say('date_unclear')
    return false
  }
  turn.say('date_set', { day: formatDate(day, turn.language) })
  return writeDown(turn, { wantedOn: day })
}

export const ownReference = async (turn: Turn, reference: string): Promise<boolean> => {
  if (!(await writeDown(turn, { clientReference: reference.slice(0, 100) }))) return false
  turn.say('reference_set', { reference: plain(reference) })
  return true
}

/** "To the other address": the one that is named, else those that are saved to choose from. */
export const otherAddress = async (turn: Turn, said: string): Promise<boolean> => {
  const draft = await turn.draft()
  if (!draft) {
    turn.say('no_draft')
    return false
  }
  const addresses = await saved(turn)
  const words = ` ${fold(said)} `
  const isNamed = (part: string) => part.length > 2 && words.includes(` ${part} `)
  const named = addresses.filter(
    ({ label, street, city }) => isNamed(fold(label)) || isNamed(fold(street.split(',')[0] ?? '')) || isNamed(fold(city)),
  )
  if (named.length === 1) return addressChosen(turn, named[0]!.id)
  if (!addresses.length) turn.say('address_none', {}, { choices: [toPerson(turn)] })
  else
    turn.offer({
      text: turn.words('address_which'),
      choices: choicesOf(turn, named.length ? named : addresses),
      choicesLabel: turn.words('choose'),
    })
  return false
}

/** One of the saved addresses was pressed, or named. */
export const addressChosen = async (turn: Turn, addressId: string): Promise<boolean> => {
  const address = await turn.ctx.rows(Address).where({ id: addressId, kind: 'delivery' }).first()
  if (!address) {
    turn.say('gone')
    return false
  }
  if (!(await writeDown(turn, { addressId }))) return false
  turn.say('address_set', { address: plain(`${address.label}, ${address.street}, ${address.city}`) })
  return true
}

/** A place on the map: the saved addresses near it, or a person. Nothing is delivered to a place that nobody saved. */
export const locationSent = async (turn: Turn, location: NonNullable<InboundItem['location']>): Promise<void> => {
  if (!(await turn.draft())) return turn.say('location_no_draft')
  const far = (await saved(turn))
    .map((address) => ({ address, km: kmFromCounty(location, address.countyCode) }))
    .sort((a, b) => (a.km ?? Infinity) - (b.km ?? Infinity))
  const near = far.filter(({ km }) => km !== null && km <= FAR_KM)
  if (!near.length) return turn.say('location_far', {}, { choices: [toPerson(turn)] })
  const [nearest, ...others] = near.map(({ address }) => address)
  turn.offer({
    text: turn.words('location_near', { address: plain(`${nearest!.label}, ${nearest!.street}, ${nearest!.city}`) }),
    choices: choicesOf(turn, [nearest!, ...others]),
    choicesLabel: turn.words('choose'),
  })
}

const choicesOf = (turn: Turn, addresses: readonly Saved[]): Choice[] => [
  ...addresses.slice(0, MOST_ADDRESSES).map(({ id, label, street, city }) => ({
    id: `address:${id}`,
    title: cut(plain(label), 24),
    description: cut(plain(`${street}, ${city}`), 72),
  })),
  toPerson(turn),
]
const toPerson = (turn: Turn): Choice => ({ id: 'talk.human', title: turn.words('b_human') })
const cut = (text: string, most: number) => ([...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`)
