import { makeSignInLink } from '../../core/modules/people/actions/links.ts'
import { sayIn } from '../say.ts'
import type { Turn } from './turn.ts'

/** "The site, please": a link that lets this contact into the client area, once. What is in the draft here is the cart there. */
export const portalLink = async (turn: Turn): Promise<void> => {
  const outcome = await turn.ctx.perform(makeSignInLink, { input: {} })
  const { link } = outcome.said.terms
  // A link is never kept, so a call that is answered a second time has none to tell.
  const isThere = typeof link === 'object' && 'secret' in link && link.secret.includes('/enter#')
  if (!isThere) return turn.say('portal_again')
  const draft = await turn.draft()
  turn.reply({ text: [sayIn(outcome.said, turn.language), ...(draft ? [turn.words('portal_draft')] : [])].join('\n') })
}
