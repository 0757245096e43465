import type { Intent } from '../core/modules/conversations/messages.ts'
import type { Reply } from './channel.ts'
import type { SayOptions } from './talk.ts'

/** Gathers what is said in a turn, in its order; it leaves with the end of the turn. */
export type Said = {
  all: Pick<Intent, 'uniqueKey' | 'values' | 'purpose'>[]
  say(reply: Reply, options?: SayOptions): void
}

export const saying = (conversationId: string, turnId: string): Said => {
  const all: Said['all'] = []
  return {
    all,
    say({ files: _files, ...reply }, { documents = [], purpose = 'service', key } = {}) {
      const uniqueKey = key === undefined ? `turn ${turnId} ${all.length + 1}` : `say ${conversationId} ${key}`
      all.push({ uniqueKey, values: { reply, documents }, purpose })
    },
  }
}
