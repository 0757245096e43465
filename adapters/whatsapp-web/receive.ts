import { createHash } from 'node:crypto'
import type { DeliveryReport, Inbound } from '../../bots/channel.ts'
import type { Heard, Person, Told } from './wire.ts'

const kinds: Readonly<Record<string, Inbound['kind']>> = {
  chat: 'text',
  image: 'image',
  video: 'video',
  ptt: 'voice',
  audio: 'voice',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  live_location: 'location',
  vcard: 'contacts',
  multi_vcard: 'contacts',
}

/** Digits where the number is known, like on the Cloud API; else WhatsApp's own hidden id. */
const userOf = ({ chat, phone, name }: Person): Inbound['user'] => ({
  id: phone ? phone.slice(1) : chat,
  ...(phone && { phone }),
  ...(name && { name: name.slice(0, 256) }),
})

/** A message of somebody, as the house takes it. Media are named by the message that brought them. */
export const inboundOf = (accountId: string, heard: Heard): Inbound => {
  const { id, type, text, at, quotes, media, location, cards, raw } = heard
  const kind = kinds[type] ?? 'unsupported'
  const words = kind === 'contacts' ? cards.map(namesIn).filter(Boolean).join('\n') : kind === 'location' ? '' : text
  return {
    accountId,
    key: id,
    messageId: id,
    user: userOf(heard),
    at: new Date(at),
    kind: kind === 'location' && !location ? 'unsupported' : kind,
    ...(words && { text: words }),
    ...(location &&
      kind === 'location' && {
        location: { latitude: location.latitude, longitude: location.longitude, ...(location.label && { label: location.label }) },
      }),
    ...(quotes && { quotes }),
    ...(media && kind !== 'unsupported' && { media: { id, mime: media.mime, ...(media.name && { name: media.name }) } }),
    raw,
  }
}

/** The name and the numbers of a business card. */
const namesIn = (card: string) => {
  const lines = card.slice(0, 20_000).split(/\r?\n/)
  const name = lines.find((line) => line.startsWith('FN'))?.replace(/^FN[^:]*:/, '')
  const numbers = lines.filter((line) => /^(item\d+\.)?TEL/.test(line)).map((line) => line.replace(/^[^:]*:/, ''))
  return [name, ...numbers].filter(Boolean).join(' ').trim()
}

type Change = Extract<Told, { tell: 'edit' | 'delete' | 'reaction' }>

/** An edit, a deletion or a reaction. The same one told twice has the same key. */
export const changeOf = (accountId: string, change: Change): Inbound => {
  const about = {
    accountId,
    user: userOf(change.who),
    at: new Date(change.at),
    quotes: change.id,
    raw: { tell: change.tell, id: change.id },
  }
  if (change.tell === 'delete') return { ...about, key: `${change.id}:delete`, kind: 'delete' }
  const text = change.tell === 'edit' ? change.text : change.emoji
  const print = createHash('sha256').update(`${change.at} ${text}`).digest('base64url').slice(0, 16)
  return { ...about, key: `${change.id}:${change.tell}:${print}`, kind: change.tell, ...(text && { text }) }
}

/** A vote is a press. `asked`: what was offered there. */
export const pressOf = (
  accountId: string,
  { who, id, option, at }: Extract<Told, { tell: 'vote' }>,
  choice: { id: string; title: string },
): Inbound => ({
  accountId,
  key: `${id}:vote:${who.phone ?? who.chat}:${option}:${at}`,
  messageId: `${id}:vote:${at}`,
  user: userOf(who),
  at: new Date(at),
  kind: 'choice',
  choice: choice.id,
  text: choice.title,
  quotes: id,
  raw: { tell: 'vote', id, option },
})

/** The number of an answer: "2", "2.", "2)", "nr. 2", "#2", with or without the sign of a key. Null: it is no number. */
export const numberIn = (text: string | undefined): number | null => {
  const said = /^\s*(?:nr\.?\s*|no\.?\s*|#)?(\d{1,2})\ufe0f?\u20e3?\s*[.)]?\s*$/iu.exec(text ?? '')?.[1]
  return said ? Number(said) : null
}

const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}|\u200b/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()

/** Which of the choices a text names: by its number, or by its whole title. */
export const chosenBy = <One extends { title: string }>(text: string | undefined, choices: readonly One[]): One | null => {
  const number = numberIn(text)
  if (number !== null) return choices[number - 1] ?? null
  const said = folded(text ?? '')
  const alike = said ? choices.filter(({ title }) => folded(title) === said) : []
  return alike.length === 1 ? alike[0]! : null
}

const states: Readonly<Record<number, DeliveryReport['state']>> = { [-1]: 'failed', 1: 'sent', 2: 'delivered', 3: 'read', 4: 'read' }

/** A tick of the page, as the state of the message that it stands at; null for the clock of one that has not left. */
export const stateOf = (ack: number): DeliveryReport['state'] | null => states[ack] ?? null
