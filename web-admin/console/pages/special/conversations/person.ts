import type { Row } from '../../../../shared/house.ts'
import type { Say } from '../../../../shared/i18n.tsx'
import { textOf } from '../parts/rows.ts'
import type { talkTexts } from './words.ts'

export type TalkSay = Say<keyof (typeof talkTexts)['en'] & string>

/** What somebody is called: as a contact, by the platform, or by the number. */
export const personOf = (row: Row) =>
  row.$refs?.contactId ?? (textOf(row, 'profileName') || textOf(row, 'phone') || textOf(row, 'externalUserId'))

/** Who answers, in words. */
export const handlingOf = (row: Row, meId: string, say: TalkSay) => {
  if (row.handling === 'waiting') return say('handlingWaiting')
  if (row.handling !== 'person') return say('handlingBot')
  return row.handlerId === meId ? say('you') : say('handlingPerson', { name: row.$refs?.handlerId ?? '…' })
}
