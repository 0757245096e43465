import { z } from 'zod'
import { instant, maybe } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'

/** What a colleague may do, as data. */
export const Role = record({
  name: 'role',
  room: 'people',
  table: 'roles',
  title: (role) => role.title,
  list: ['name', 'title'],
  editable: ['name', 'title', 'permissions', 'rooms'],
  fields: z.object({
    name: z.string().regex(/^[a-z][a-z_]{0,40}$/),
    title: z.string().min(1).max(100),
    permissions: z.array(z.string().max(100)).max(500),
    rooms: z.record(z.string(), z.enum(['view', 'create', 'edit', 'delete'])),
  }),
})

export const Staff = record({
  name: 'staff',
  room: 'people',
  table: 'staff',
  plural: 'staff',
  title: (person) => `${person.firstName} ${person.lastName}`,
  list: ['firstName', 'lastName', 'email', 'roles', 'team', 'state'],
  editable: ['firstName', 'lastName', 'email', 'roles', 'team', 'language'],
  fields: z.object({
    firstName: z.string().min(1).max(100),
    lastName: z.string().min(1).max(100),
    email: z.email(),
    roles: z.array(z.string()).max(20),
    team: maybe(z.string().max(100)),
    language: z.string().max(5),
    state: z.enum(['active', 'left']).default('active'),
  }),
})

/** A key for machines. Only its fingerprint is kept. */
export const ApiToken = record({
  name: 'api_token',
  room: 'people',
  table: 'api_tokens',
  title: (token) => token.name,
  list: ['name', 'role', 'revokedAt'],
  fields: z.object({
    name: z.string().min(1).max(100),
    fingerprint: z.string().meta({ seenBy: 'nobody' }),
    role: z.string(),
    revokedAt: maybe(instant()),
  }),
})
