import type { House } from '../kernel/house.ts'
import { Client, Contact } from '../modules/crm/records.ts'
import { demoFolder, readTable } from './tables.ts'
import { teamsSeed } from './teams.ts'

/** Who is in the sandbox: the colleagues and places of the demo company, and the phones of its customers. */
export const sandboxSeed = async (house: House) => {
  const ctx = house.ctx(house.self('sandbox'))
  const clients = new Map((await ctx.facts(Client)).map(({ id, name }) => [id, name]))
  const phones = new Map<string, { phone: string; name: string; client: string }>()
  for (const contact of await ctx.facts(Contact).orderBy('phone')) {
    if (!contact.phone) continue
    const known = phones.get(contact.phone)
    const client = clients.get(contact.clientId) ?? ''
    phones.set(contact.phone, {
      phone: contact.phone,
      name: Contact.title(contact),
      client: known ? `${known.client} · ${client}` : client,
    })
  }
  return {
    company: 'Carpath Supplies',
    staff: readTable(demoFolder, 'staff').map((row) => ({
      slackUserId: row.text('slack_user_id'),
      name: `${row.text('first_name')} ${row.text('last_name')}`,
      email: row.text('email'),
    })),
    channels: readTable(demoFolder, 'channels').flatMap((row) => {
      const id = /\(id (\w+)\)/.exec(row.text('purpose'))?.[1]
      return row.text('kind') === 'slack' && id ? [{ id, name: row.text('channel').replace('#', '') }] : []
    }),
    teams: teamsSeed(),
    phones: [...phones.values(), { phone: '+40700000999', name: 'Somebody new', client: '' }],
  }
}
