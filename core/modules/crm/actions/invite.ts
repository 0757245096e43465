import { action } from '../../../kernel/action.ts'
import { invite, inviteInput, inviteTouches } from '../../people/actions/links.ts'
import { Contact } from '../records.ts'

export const inviteContact = action(Contact, {
  name: 'contact.invite',
  says: 'Invite a contact to the client area',
  needs: 'contact.invite',
  input: inviteInput,
  touches: inviteTouches,
  async run(ctx, contact, { by }) {
    const { id, email, language } = contact
    return invite(ctx, { kind: 'contact', id }, { name: Contact.title(contact).trim(), email, language, by })
  },
})
