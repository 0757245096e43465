import { handOver, startMarketing, stopMarketing } from '../core/modules/conversations/actions/conversation.ts'
import { mirrorLine, showConversation, showUnknown } from '../core/modules/conversations/cards.ts'
import { inboundByIds } from '../core/modules/conversations/incoming.ts'
import { type AtPhone, wantsNoOffers } from '../core/modules/conversations/queries.ts'
import { plain } from './channel.ts'
import { itemOf } from './items.ts'
import { consentIn, sortByKind } from './kinds.ts'
import { languageOfPhone, phrase } from './phrases.ts'
import { answerStaff } from './staff-lane.ts'
import type { InboundItem, Talk } from './talk.ts'
import { type Customer, chooseFor, isWhichChoice, type Person, whichChoice, whichInWords, whoIs } from './who.ts'
import { inWords, type Working } from './working.ts'

/** What is kept of a conversation between turns. */
type Dialog = {
  /** The customer side's own. */
  customer?: Record<string, unknown>
  /** Whom it was about: another client begins anew. */
  contactId?: string
  /** "For which client?" was asked, when, and about which messages. */
  which?: { askedAt: string; items: string[] }
}

type Known = Extract<Person, { kind: 'contact' }>

/** Answers what a customer wrote. Gives the dialog to be kept. */
export const answerCustomer = async (working: Working): Promise<Record<string, unknown>> => {
  const { house, lease, turn } = working
  const dialog: Dialog = lease.dialog
  const items = turn.rows.filter(({ kind }) => kind !== 'group').map(itemOf)
  if (!items.length) return dialog
  const found = await whoIs(house, lease, items, turn.at)
  if (found.kind === 'staff') return answerStaff(working, found.actor)
  const person = found.kind === 'which' ? await answeredInWords(working, dialog, items, found) : found

  const language = lease.language ?? languageOf(person) ?? languageOfPhone(lease.phone, lease.accountLanguage)
  const afterConsent = await hearConsent(working, items, language)
  const { pass, remarks } = sortByKind(afterConsent, person.kind === 'contact' ? working.customers.reads : undefined)
  const isHandled = lease.handling === 'person'
  if (!isHandled)
    for (const { say, key } of remarks) working.said.say(words(say, language), { ...(key && { key: `${key} ${dayOf(turn.at)}` }) })

  const next =
    person.kind === 'unknown'
      ? await meetStranger(working, dialog, afterConsent, language)
      : person.kind === 'which'
        ? askWhich(working, dialog, pass, person.options, language)
        : await talkWith(working, dialog, pass, items, person, language)
  await mirror(working, items, person)
  return next
}

/** The staff sees what is written while they are asked for, while they answer, and from strangers. */
const mirror = async ({ lease, asHouse }: Working, items: InboundItem[], person: Person) => {
  if (lease.handling === 'bot' && person.kind !== 'unknown') return
  const card = lease.handling === 'bot' ? 'conversation.unknown' : 'conversation.card'
  // A press is answered by the bot also when a person talks.
  const lines = items.filter(({ kind }) => !(lease.handling === 'person' && kind === 'choice'))
  for (const { id } of lines) await mirrorLine(asHouse, lease.conversationId, id, card)
}

const words = (key: Parameters<typeof phrase>[0], language: string) => ({ text: phrase(key, {}, language) })
const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const languageOf = (person: Person) => {
  if (person.kind === 'contact') return person.at.language
  return person.kind === 'which' ? person.options[0]!.language : null
}

/** STOP and START are heard from anybody, whoever answers them; each is answered once. */
const hearConsent = async ({ house, lease, asHouse, said }: Working, items: InboundItem[], language: string) => {
  const rest: InboundItem[] = []
  for (const item of items) {
    const consent = item.kind === 'text' || item.kind === 'choice' ? consentIn(item.text) : null
    const isStopped = lease.marketingStoppedAt !== null
    if (consent === 'stop') {
      if (isStopped) continue
      await asHouse.perform(stopMarketing, { id: lease.conversationId, key: `consent ${item.id}` })
      lease.marketingStoppedAt = item.at
      said.say(words('stopped', language))
    } else if (consent === 'start' && (isStopped || (await wantsNoOffers(house.db, lease)))) {
      await asHouse.perform(startMarketing, { id: lease.conversationId, key: `consent ${item.id}` })
      lease.marketingStoppedAt = null
      said.say(words('started', language))
    } else rest.push(item)
  }
  return rest
}

/** Somebody we do not know: asked once a day who they are, and shown to the staff. */
const meetStranger = async ({ lease, turn, said, asHouse }: Working, dialog: Dialog, heard: InboundItem[], language: string) => {
  const [first] = heard
  if (!first || lease.handling !== 'bot') return dialog
  const day = dayOf(turn.at)
  said.say(words('who_are_you', language), { key: `who are you ${day}` })
  await showUnknown(asHouse, lease.conversationId, first.id, day)
  return dialog
}

/** The question was asked; a number or a name written since may answer it. */
const answeredInWords = async (
  { house, lease }: Working,
  dialog: Dialog,
  items: InboundItem[],
  person: Extract<Person, { kind: 'which' }>,
): Promise<Customer> => {
  const { which } = dialog
  if (!which) return person
  for (const [index, item] of items.entries()) {
    const at = item.at.getTime() >= floorToSecond(which.askedAt) ? whichInWords(item.text, person.options) : null
    if (!at) continue
    items.splice(index, 1)
    return chooseFor(house, lease, at, person.options)
  }
  return person
}

// Platforms give the time of a message in whole seconds.
const floorToSecond = (at: string) => Math.floor(new Date(at).getTime() / 1000) * 1000

const askWhich = ({ said, turn, lease }: Working, dialog: Dialog, pass: InboundItem[], options: AtPhone[], language: string): Dialog => {
  const kept = [...(dialog.which?.items ?? []), ...pass.filter((item) => !isWhichChoice(item)).map(({ id }) => id)]
  if (!pass.length || lease.handling === 'person') return dialog
  said.say({
    text: phrase(dialog.which ? 'which_client_again' : 'which_client', {}, language),
    choices: options.slice(0, 10).map((option) => ({ id: whichChoice(option), title: plain(option.clientName) })),
  })
  return { ...dialog, which: { askedAt: turn.at.toISOString(), items: kept.slice(-20) } }
}

const talkWith = async (working: Working, dialog: Dialog, pass: InboundItem[], items: InboundItem[], person: Known, language: string) => {
  const { house, lease, turn, said, customers } = working
  const isAnother = dialog.contactId !== undefined && dialog.contactId !== person.at.contactId
  let state = isAnother ? {} : (dialog.customer ?? {})
  const asked = await inboundByIds(house.db, lease.conversationId, dialog.which?.items ?? [])
  const fresh = pass.filter((item) => !isWhichChoice(item))
  const isHandled = lease.handling === 'person'
  const wanted = [...asked.map(itemOf), ...fresh].filter(({ kind }) => !isHandled || kind === 'choice')
  if (wanted.length) {
    const talk: Talk = {
      ctx: house.ctx(
        { actor: person.actor, door: 'whatsapp', requestId: turn.id, now: turn.at, holds: working.holds, again: turn.attempts > 1 },
        `turn ${turn.id}`,
        { remembers: true },
      ),
      conversation: {
        id: lease.conversationId,
        accountId: lease.accountId,
        language,
        contactId: person.at.contactId,
        contactName: person.at.contactName,
        clientId: person.at.clientId,
        clientName: person.at.clientName,
        handlerId: lease.handlerId,
        waitsForPerson: lease.handling === 'waiting',
        severalClients: person.several,
      },
      items: wanted,
      dialog: {
        get state() {
          return state
        },
        set: (next) => {
          state = next
        },
      },
      say: (reply, options) => said.say(reply, options),
      handOver: (reason) => askForPerson(working, reason),
    }
    await inWords(working, language, () => customers(talk))
  } else if (!isHandled && items.some(isWhichChoice))
    said.say({ text: phrase('which_noted', { client: plain(person.at.clientName) }, language) })
  return { customer: state, contactId: person.at.contactId } satisfies Dialog
}

const askForPerson = async ({ lease, turn, asHouse }: Working, reason: string) => {
  if (lease.handling !== 'bot') return
  const done = await asHouse.perform(handOver, { id: lease.conversationId, input: { reason }, key: `turn ${turn.id} hand over` })
  if (done.kind !== 'done') return
  lease.handling = 'waiting'
  // The card is there before the lines that go under it.
  await showConversation(asHouse, { id: lease.conversationId, since: turn.at.toISOString(), reason })
}
