import type { z } from 'zod'
import { creation } from '../../../kernel/action.ts'
import { type Level, may } from '../../../kernel/actor.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import { refuse, sentence } from '../../../kernel/sentence.ts'
import { makeToken, newToken } from '../actions.ts'
import { ApiToken, Role } from '../records.ts'

const input = makeToken.input.omit({ token: true })

const isNoColleague: Rule<null> = (_none, ctx) =>
  ctx.actor.kind !== 'staff' &&
  ctx.actor.kind !== 'system' &&
  refuse('api_token.only_people', 'Only a colleague can make a token: no token makes another.')

/** Nobody hands on more than they hold: a token of a mightier role would be a way to that role. */
const isMightier: Rule<null, z.output<typeof input>> = async (_none, ctx, { role }) => {
  const known = await ctx.facts(Role).where({ name: role, archivedAt: null }).first()
  if (!known) return refuse('api_token.no_such_role', 'There is no role “{role}”.', { role })
  const rooms = Object.entries(known.rooms) as [string, Level][]
  const isHeld =
    known.permissions.every((permission) => (permission === '*' ? may(ctx.actor, 'api_token.mightiest') : may(ctx.actor, permission))) &&
    rooms.every(([room, level]) => may(ctx.actor, { room, level }))
  return !isHeld && refuse('api_token.mightier', 'The role “{role}” may more than you. Ask somebody who holds it.', { role })
}

/** The token is in the answer, this once. */
export const createToken = creation(ApiToken, {
  name: 'api_token.create',
  says: 'Make an API token, which is shown once',
  needs: 'api_token.make',
  input,
  touches: ['api_token'],
  unless: [isNoColleague, isMightier],
  async run(ctx, given) {
    const token = newToken()
    const { id } = await ctx.perform(makeToken, { input: { ...given, token } })
    return {
      said: sentence('api_token.created', 'The token {name}, shown this once: {token}', { name: given.name, token: { secret: token } }),
      row: { id: id! },
    }
  },
})
