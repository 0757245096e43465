import type { Ctx } from '../../core/kernel/ctx.ts'
import { fold } from '../../core/language/fold.ts'
import { setPlace } from '../../core/modules/conversations/actions/account.ts'
import type { PlacePurpose } from '../../core/modules/conversations/records.ts'
import type { PressAnswer } from '../channel.ts'
import { sayInChat } from '../say.ts'
import type { DeskPlace } from '../talk.ts'
import { whisper, wordsFor } from './words.ts'

const purposes: Readonly<Record<string, PlacePurpose>> = {
  orders: 'orders',
  comenzi: 'orders',
  credit: 'credit',
  inbox: 'inbox',
  mesaje: 'inbox',
  finance: 'finance',
  finante: 'finance',
}

/** `/parley here orders`, written in a channel: the cards of one purpose come there from now on. */
export const postHere = async (ctx: Ctx, said: string, place: DeskPlace): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const purpose = purposes[fold(said).trim()]
  if (!purpose) return whisper(say('here_how'))
  if (!place.channel) return whisper(say('here_where'))
  const input = { accountId: place.accountId, purpose, externalId: place.channel, name: `#${purpose}` }
  return whisper(sayInChat((await ctx.perform(setPlace, { input })).said, ctx.actor.language))
}
