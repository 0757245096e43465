import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'

const Team = z.looseObject({
  team_id: z.string().nullish().catch(undefined),
  team: z
    .looseObject({ id: z.string().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
  authorizations: z
    .array(z.looseObject({ team_id: z.string().nullish().catch(undefined) }))
    .nullish()
    .catch(undefined),
})

/**
 * Whether a request is for this workspace, where several are served at one address. `mine`: signed with our secret and about our workspace,
 * `known`: signed with our secret. That it is fresh is looked at by whoever handles it.
 */
export const claimOf = (
  { signingSecret, teamId }: { signingSecret: string; teamId: string | undefined },
  { headers, body }: { headers: IncomingHttpHeaders; body: Buffer },
): 'mine' | 'known' | 'foreign' => {
  if (!signingSecret || !isSigned(signingSecret, headers, body)) return 'foreign'
  const teams = teamsIn(headers['content-type'] ?? '', body.toString('utf8'))
  return teamId !== undefined && teams.includes(teamId) ? 'mine' : 'known'
}

const isSigned = (secret: string, headers: IncomingHttpHeaders, body: Buffer) => {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': at } = headers
  const [, hex] = /^v0=([0-9a-f]{64})$/.exec(String(signature ?? '')) ?? []
  if (!hex || typeof at !== 'string') return false
  return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest())
}

/** In a channel shared with another company only `authorizations` says for whom an event is. */
const teamsIn = (type: string, text: string): string[] => {
  const read = Team.safeParse(parsed(type, text))
  if (!read.success) return []
  const { team_id, team, authorizations } = read.data
  if (authorizations?.length) return authorizations.flatMap((one) => one.team_id ?? [])
  return [team_id, team?.id].flatMap((id) => id ?? [])
}

const parsed = (type: string, text: string): unknown => {
  try {
    if (!type.startsWith('application/x-www-form-urlencoded')) return JSON.parse(text)
    const form = new URLSearchParams(text)
    const payload = form.get('payload')
    return payload === null ? Object.fromEntries(form) : JSON.parse(payload)
  } catch {
    return null
  }
}
