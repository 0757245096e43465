import { setLanguage } from '../../core/modules/crm/actions.ts'
import { Contact } from '../../core/modules/crm/records.ts'
import { plain } from '../channel.ts'
import type { SpokenLanguage } from '../understand/types.ts'
import { type Turn, tongue } from './turn.ts'

/** "In English, please": from now on everything, also what is told unasked. */
export const askLanguage = async (turn: Turn, to: SpokenLanguage | null): Promise<void> => {
  if (to === 'en' || to === 'ro') return speak(turn, to)
  turn.offer({
    text: turn.words('language_which'),
    choices: [
      { id: 'language:en', title: 'English' },
      { id: 'language:ro', title: 'Română' },
    ],
  })
}

export const speak = async (turn: Turn, to: string): Promise<void> => {
  if (to !== 'en' && to !== 'ro') return turn.say('not_understood')
  await turn.ctx.perform(setLanguage, { id: turn.talk.conversation.contactId, input: { language: to } })
  Object.assign(turn, tongue(to))
  turn.say('language_set')
}

/** "Who am I?": the account behind the number, and what it includes. */
export const whoAmI = async (turn: Turn): Promise<void> => {
  const { contactId, contactName, clientName } = turn.talk.conversation
  const contact = await turn.ctx.rows(Contact).where({ id: contactId }).first()
  const rights = (contact?.permissions ?? []).map((permission) => turn.words(`may_${permission}`))
  const text = turn.words('who', { name: plain(contactName), client: plain(clientName) })
  turn.reply({ text: rights.length ? `${text}\n${turn.words('who_may', { rights: rights.join(', ') })}` : text })
}
