import { fold } from '../core/language/fold.ts'
import type { Inbound } from './channel.ts'
import type { InboundItem } from './talk.ts'

type Said = Parameters<typeof import('./phrases.ts').phrase>[0]

/**
 * What happens to each kind of message. `pass`: the customer side answers it. `words`: its caption is answered like a text, with
 * a remark; without a caption only `say` is said. `say`: said and done. `quiet`: no answer.
 */
type Behaviour = { do: 'pass' } | { do: 'words'; say: Said } | { do: 'say'; say: Said; oncePerDay?: boolean } | { do: 'quiet' }

export const kinds: Readonly<Record<Inbound['kind'], Behaviour>> = {
  text: { do: 'pass' },
  choice: { do: 'pass' },
  command: { do: 'pass' },
  location: { do: 'pass' },
  cart: { do: 'pass' },
  voice: { do: 'words', say: 'voice' },
  image: { do: 'words', say: 'picture' },
  video: { do: 'words', say: 'video' },
  document: { do: 'words', say: 'document' },
  sticker: { do: 'say', say: 'sticker', oncePerDay: true },
  contacts: { do: 'say', say: 'contacts' },
  reaction: { do: 'say', say: 'reaction', oncePerDay: true },
  edit: { do: 'pass' },
  delete: { do: 'say', say: 'delete' },
  unsupported: { do: 'say', say: 'unsupported' },
  group: { do: 'quiet' },
}

/** What is left for the customer side, and what is said about the rest. `key` makes a remark that is not repeated on one day. */
export type Sorted = { pass: InboundItem[]; remarks: { say: Said; key: string | null }[] }

/**
 * Sorts what waited together by the table. A change or deletion of a message that waits beside it is simply made:
 * nobody has read the first version. `reads`: kinds whose files are read by the customer side, so that it also says what about them.
 */
export const sortByKind = (items: readonly InboundItem[], reads: ReadonlySet<InboundItem['kind']> = new Set()): Sorted => {
  const kept: InboundItem[] = []
  const remarks: Sorted['remarks'] = []
  for (const item of items) {
    const meant =
      item.kind === 'edit' || item.kind === 'delete' ? kept.findIndex(({ messageId }) => messageId && messageId === changedBy(item)) : -1
    if (meant >= 0 && item.kind === 'edit' && item.text) kept[meant] = { ...kept[meant]!, text: item.text }
    else if (meant >= 0 && item.kind === 'delete') {
      kept.splice(meant, 1)
      remarks.push({ say: 'deleted_unread', key: null })
    } else kept.push(item)
  }
  const pass: InboundItem[] = []
  for (const item of kept) {
    const behaviour = kinds[item.kind] ?? kinds.unsupported
    const isRead = item.media !== null && reads.has(item.kind)
    if (behaviour.do === 'pass' || isRead) pass.push(item)
    else if (behaviour.do === 'words') {
      if (item.text?.trim()) pass.push(item)
      remarks.push({ say: item.text?.trim() ? 'words_only' : behaviour.say, key: null })
    }
    // A reaction taken back says nothing.
    if (behaviour.do === 'say' && !(item.kind === 'reaction' && !item.text))
      remarks.push({ say: behaviour.say, key: behaviour.oncePerDay ? item.kind : null })
  }
  return { pass, remarks }
}

/** An edit names the message it changes, as a quote or by bearing its id. */
const changedBy = ({ quotes, messageId }: InboundItem) => quotes ?? messageId

// Whole messages only: "stop the order" is no answer to offers.
const STOP = new Set([
  'stop',
  'stop all',
  'unsubscribe',
  'opt out',
  'oprire',
  'opreste',
  'dezabonare',
  'dezabonez',
  'stopp',
  'abmelden',
  'arret',
  'desabonner',
  'baja',
])
const START = new Set(['start', 'unstop', 'subscribe', 'opt in', 'pornire', 'porneste', 'abonare', 'anmelden', 'reprendre', 'alta'])

/** Is the whole message a word of consent? */
export const consentIn = (text: string | null): 'stop' | 'start' | null => {
  const said = fold((text ?? '').slice(0, 100))
  return STOP.has(said) ? 'stop' : START.has(said) ? 'start' : null
}
