import type { Actor } from '../core/kernel/actor.ts'
import type { House } from '../core/kernel/house.ts'
import { fold } from '../core/language/fold.ts'
import { chooseContact } from '../core/modules/conversations/actions/conversation.ts'
import type { Lease } from '../core/modules/conversations/incoming.ts'
import { type AtPhone, contactsBehind } from '../core/modules/conversations/queries.ts'
import type { InboundItem } from './talk.ts'

/** How long an answer to "for which client?" is good. */
const CHOICE_LIVES_MS = 8 * 3_600_000

/** Whom we talk to. `which`: their number belongs to several clients and they have not said for which they write. */
export type Person =
  | { kind: 'staff'; actor: Actor & { kind: 'staff' } }
  | { kind: 'contact'; actor: Actor & { kind: 'contact' }; at: AtPhone; several: boolean }
  | { kind: 'which'; options: AtPhone[] }
  | { kind: 'unknown' }

/** Anybody but a colleague. */
export type Customer = Exclude<Person, { kind: 'staff' }>

/** Finds the person behind a conversation as things are now: a colleague, a contact, one of several, or nobody. */
export const whoIs = async (house: House, lease: Lease, items: readonly InboundItem[], now: Date): Promise<Person> => {
  if (lease.staffId) {
    const actor = await house.hooks.actorFor(house.db, { kind: 'staff', id: lease.staffId })
    if (actor?.kind === 'staff') return { kind: 'staff', actor }
  }
  if (lease.erasedAt || !lease.accountKind.startsWith('whatsapp')) return { kind: 'unknown' }
  const options = await contactsBehind(house.db, lease.phone, lease.contactId)
  if (!options.length) return { kind: 'unknown' }
  const said = options.length > 1 ? chosenIn(items, options) : null
  const at = said ?? (options.length === 1 ? options[0]! : remembered(lease, options, now))
  if (!at) return { kind: 'which', options }
  if (said || at.contactId !== lease.contactId) await remember(house, lease, at, said !== null)
  return asContact(house, at, options)
}

const asContact = async (house: House, at: AtPhone, options: readonly AtPhone[]): Promise<Customer> => {
  const actor = await house.hooks.actorFor(house.db, { kind: 'contact', id: at.contactId })
  return actor?.kind === 'contact' ? { kind: 'contact', actor, at, several: options.length > 1 } : { kind: 'unknown' }
}

/** They said for which client they write: remembered for eight hours. */
export const chooseFor = async (house: House, lease: Lease, at: AtPhone, options: readonly AtPhone[]): Promise<Customer> => {
  await remember(house, lease, at, true)
  return asContact(house, at, options)
}

const remembered = ({ contactId, contactChosenAt }: Lease, options: readonly AtPhone[], now: Date) => {
  const isGood = contactChosenAt !== null && now.getTime() < contactChosenAt.getTime() + CHOICE_LIVES_MS
  return (isGood && options.find((one) => one.contactId === contactId)) || null
}

const remember = async (house: House, lease: Lease, { contactId, language }: AtPhone, chosen: boolean) => {
  const caller = house.self(`conversation ${lease.conversationId}`)
  await house.perform(caller, chooseContact, { id: lease.conversationId, input: { contactId, chosen } })
  lease.contactId = contactId
  lease.contactLanguage = language
}

/** The id of the choice "I write for this client". */
export const whichChoice = ({ contactId }: AtPhone) => `who:${contactId}`
export const isWhichChoice = ({ choice }: InboundItem) => choice?.startsWith('who:') ?? false

/** The client that was pressed, or written by number or name, as the last word on it. */
const chosenIn = (items: readonly InboundItem[], options: readonly AtPhone[]): AtPhone | null => {
  for (const item of items.toReversed()) {
    const pressed = options.find((option) => item.choice === whichChoice(option))
    if (pressed) return pressed
  }
  return null
}

/** An answer in words to "for which client?": the number of the line, or the client's name. */
export const whichInWords = (text: string | null, options: readonly AtPhone[]): AtPhone | null => {
  const said = fold((text ?? '').slice(0, 200))
  if (!said) return null
  if (/^\d{1,2}$/.test(said)) return options[Number(said) - 1] ?? null
  const named = options.filter(({ clientName }) => fold(clientName) === said || (said.length >= 4 && fold(clientName).includes(said)))
  return named.length === 1 ? named[0]! : null
}
