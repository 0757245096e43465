import { createHmac } from 'node:crypto'

/** A press on a button as Slack sends it: signed, form-encoded, with an id of its own that a repeated delivery carries again. */
export const slackPress = (parts: {
  signingSecret: string
  userId: string
  channel: string
  ts: string
  choice: string
  trigger: string
  now: Date
}) => {
  const payload = {
    type: 'block_actions',
    team: { id: 'T0SANDBOX1', domain: 'sandbox' },
    api_app_id: 'A0SANDBOX1',
    token: 'proof',
    user: { id: parts.userId, username: parts.userId, team_id: 'T0SANDBOX1' },
    trigger_id: parts.trigger,
    container: { type: 'message', message_ts: parts.ts, channel_id: parts.channel, is_ephemeral: false },
    channel: { id: parts.channel, name: 'orders' },
    message: { ts: parts.ts, type: 'message' },
    actions: [{ action_id: 'choice:0', block_id: 'b', type: 'button', value: parts.choice, action_ts: String(parts.now.getTime() / 1000) }],
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const stamp = String(Math.floor(parts.now.getTime() / 1000))
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${createHmac('sha256', parts.signingSecret).update(`v0:${stamp}:${body}`).digest('hex')}`,
    },
  }
}
