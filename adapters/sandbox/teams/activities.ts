import { type Fields, Refused } from '../wire.ts'
import { BOT_NAME, mriOf, TENANT, type Tenant } from './tenant.ts'

/** What Teams hands to a bot, as it looks on the wire. */
export const createActivities = ({ tenant, appId, serviceUrl }: { tenant: Tenant; appId: string; serviceUrl: () => string }) => {
  const bot = { id: `28:${appId}`, name: BOT_NAME }

  const person = (id: string) => {
    const user = tenant.user(id)
    if (!user) throw new Refused(404, `There is nobody called ${id} in this tenant.`)
    return user
  }
  /** An activity of this person in this conversation. */
  const activityOf = (user: string, conversation: string, more: Fields & { type: string; thread?: string }): Fields => {
    const { aadObjectId, name } = person(user)
    const { thread, ...rest } = more
    const channel = tenant.channel(conversation)
    return {
      id: tenant.stamp(),
      timestamp: new Date(tenant.clock.now()).toISOString(),
      channelId: 'msteams',
      serviceUrl: serviceUrl(),
      from: { id: mriOf(aadObjectId), name, aadObjectId },
      recipient: bot,
      conversation: {
        id: thread ? `${conversation};messageid=${thread}` : conversation,
        conversationType: channel ? 'channel' : 'personal',
        tenantId: TENANT,
        ...(channel ? { isGroup: true, name: channel.name } : {}),
      },
      channelData: {
        tenant: { id: TENANT },
        ...(channel ? { channel: { id: channel.id }, team: { id: '19:team@thread.tacv2', name: tenant.seed.team } } : {}),
      },
      ...rest,
    }
  }

  /** A text with the bot mentioned in front. */
  const mentioned = (text: string) => ({
    text: `<at>${BOT_NAME}</at> ${text}`,
    entities: [{ type: 'mention', mentioned: bot, text: `<at>${BOT_NAME}</at>` }],
  })

  return { activityOf, mentioned }
}
