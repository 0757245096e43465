import type { House } from '../core/kernel/house.ts'
import { inEnglish } from '../core/kernel/sentence.ts'
import { storeInbound } from '../core/modules/conversations/incoming.ts'
import { takeReport } from '../core/modules/conversations/reports.ts'
import type { Doors } from './channel.ts'
import type { Contents, PrintDocument } from './contents.ts'
import { contentOf } from './items.ts'
import { pressLane } from './press.ts'
import { showTo } from './show.ts'
import type { Desk, SayExpected, SaySentence } from './talk.ts'

export type DoorParts = {
  house: House
  desk: Desk
  sayExpected: SayExpected
  saySentence: SaySentence
}

/**
 * What adapters knock at. `wake`: called when a message was stored, so that the conversation worker looks. `contents`: words posted cards
 * anew for one reader. (Default: they cannot be shown so)
 */
export const makeDoors = (
  parts: Omit<DoorParts, 'saySentence'> & {
    saySentence?: SaySentence
    wake?: { conversations(): void; messages(): void }
    contents?: Contents
    printDocument?: PrintDocument
  },
): Doors => {
  const { house, wake, contents, printDocument } = parts
  return {
    ...(contents && { show: showTo({ house, contents, ...(printDocument && { printDocument }) }) }),
    async receive(inbound) {
      const { accountId, key, user, kind, raw, at, messageId } = inbound
      const arrived = { accountId, key, userId: user.id, kind, raw, at, messageId: messageId ?? null, content: contentOf(inbound) }
      const stored = await storeInbound(house.db, { ...arrived, lane: 'message' }, house.clock())
      if (stored) wake?.conversations()
      return stored !== null
    },
    press: pressLane({ saySentence: inEnglish, ...parts }),
    async report(report) {
      await takeReport(house.db, report, house.clock())
      wake?.messages()
    },
  }
}
