import type { webApi } from '@slack/bolt'
import type { ChannelError, FileToSend, Reply } from '../../bots/channel.ts'
import { channelError, httpError } from './errors.ts'
import { isSlack, shareFiles } from './files.ts'
import type { Pressed } from './press.ts'
import { renderReply } from './render.ts'
import type { SlackWords } from './words.ts'

/** What is said to one person alone. */
export const whispers = (parts: { client: webApi.WebClient; words: SlackWords; directOf: (user: string) => Promise<string> }) => {
  const { client } = parts

  /** The reply as the body of a message that one person alone sees. */
  const ephemeral = (reply: Reply) => {
    const { text, blocks } = renderReply(reply, parts.words)
    return { text, ...(blocks.length > 0 ? { blocks } : {}) }
  }

  /** Says something to the presser alone, in the place and thread of the press; by direct message if that is closed to us. Rejects with ChannelError. */
  const whisper = async (pressed: Pressed, reply: Reply) => {
    const { origin, seenIn, press } = pressed
    const said = ephemeral(reply)
    const user = press.user.id
    const byUrl = origin.answerUrl && isSlack(origin.answerUrl, client.slackApiUrl) ? origin.answerUrl : undefined
    const ways: (() => Promise<unknown>)[] = []
    if (byUrl) ways.push(() => post(byUrl, { response_type: 'ephemeral', replace_original: false, ...said }))
    const place = origin.place
    if (place) {
      const thread = seenIn ? { thread_ts: seenIn } : {}
      const inPlace = () => client.chat.postEphemeral({ channel: place.channel, user, ...thread, ...said, parse: 'none' })
      // An answer by Slack's address lands beside the thread, not in it.
      if (seenIn) ways.unshift(inPlace)
      else ways.push(inPlace)
    }
    ways.push(async () => client.chat.postMessage({ channel: await parts.directOf(user), ...said, parse: 'none', unfurl_links: false }))
    await firstThatWorks(ways)
    if (reply.files?.length) await sendFiles(pressed, reply.files)
  }

  /** Slack shows no files in what is said to one person alone: they go into the direct chat. */
  const sendFiles = async ({ press }: Pressed, files: readonly FileToSend[]) =>
    shareFiles(client, { channel: await parts.directOf(press.user.id) }, files)

  return { whisper, ephemeral, sendFiles }
}

const firstThatWorks = async (ways: readonly (() => Promise<unknown>)[]) => {
  let last: ChannelError | undefined
  for (const way of ways) {
    try {
      return await way()
    } catch (error) {
      last = channelError(error, 'whisper')
      // It may have arrived: said twice is worse than said late.
      if (last.kind === 'doubt') break
    }
  }
  throw last
}

const post = async (url: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const sent = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal: AbortSignal.timeout(10_000) } as const
  const answer = await fetch(url, sent)
  if (!answer.ok) throw httpError(answer.status, 'response_url')
}
