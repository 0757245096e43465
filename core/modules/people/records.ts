import { z } from 'zod'
import { day, instant, maybe, ref } from '../../kernel/fields.ts'
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
    /** Away to the end of this day, while somebody else decides in this person's name. */
    awayUntil: maybe(day()),
    standInId: maybe(ref('staff')),
  }),
})

/** A key for machines. Only its fingerprint is kept. */
export const ApiToken = record({
  name: 'api_token',
  room: 'people',
  table: 'api_tokens',
  title: (token) => token.name,
  list: ['name', 'role', 'actions', 'revokedAt'],
  fields: z.object({
    name: z.string().min(1).max(100),
    fingerprint: z.string().meta({ seenBy: 'nobody' }),
    role: z.string(),
    /** All that it may do, of what its role allows. Null = everything; none = it only reads. */
    actions: maybe(z.array(z.string())),
    revokedAt: maybe(instant()),
  }),
})

const hour = () => z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the hour like 20:00.')

/** How a colleague wants to be told. Who has chosen nothing is told of decisions that wait, but not at night. */
export const StaffNotice = record({
  name: 'staff_notice',
  room: 'people',
  table: 'staff_notices',
  title: () => 'Notices',
  list: ['staffId', 'approvalsDirectly', 'quietFrom', 'quietUntil'],
  fields: z.object({
    staffId: ref('staff'),
    /** A direct message when a decision waits for this person. */
    approvalsDirectly: z.boolean().default(true),
    /** Between these hours of the day nothing is sent; it comes at their end. */
    quietFrom: maybe(hour()),
    quietUntil: maybe(hour()),
  }),
})

/** What holds for those who have chosen nothing. */
export const usualNotices = { approvalsDirectly: true, quietFrom: '20:00', quietUntil: '07:00' } as const

/** Who may sign in: colleagues to the console, contacts to the client area. The room of contacts stands above this one, so a person is a kind and an id. */
const person = { personKind: z.enum(['staff', 'contact']), personId: z.uuid() }

/** How a person signs in, and since when. The secrets themselves stand elsewhere, where no event and no list reaches them. */
export const SignIn = record({
  name: 'sign_in',
  room: 'people',
  table: 'sign_ins',
  title: () => 'Sign-in',
  list: ['personKind', 'personId', 'invitedAt', 'passwordSetAt', 'secondFactorSince', 'signedOutAt'],
  fields: z.object({
    ...person,
    invitedAt: maybe(instant()),
    passwordSetAt: maybe(instant()),
    secondFactorSince: maybe(instant()),
    recoveryCodesLeft: maybe(z.int().min(0)),
    /** When all sessions were ended by somebody else than the person. */
    signedOutAt: maybe(instant()),
  }),
})

/** A link that lets a person in once. Only its fingerprint is kept. */
export const SignInLink = record({
  name: 'sign_in_link',
  room: 'people',
  table: 'sign_in_links',
  title: () => 'Sign-in link',
  list: ['personKind', 'personId', 'purpose', 'expiresAt', 'usedAt'],
  fields: z.object({
    ...person,
    /** The first start, an invitation, a forgotten password, or a wish in chat. */
    purpose: z.enum(['first', 'invitation', 'reset', 'chat']),
    codeFingerprint: z.string().meta({ seenBy: 'nobody' }),
    expiresAt: instant(),
    usedAt: maybe(instant()),
  }),
})
