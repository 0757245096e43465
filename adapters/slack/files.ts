import type { webApi } from '@slack/bolt'
import { ChannelError, type FileToSend } from '../../bots/channel.ts'
import { channelError, httpError, saidNo } from './errors.ts'
import { mrkdwn } from './markup.ts'

const biggestFile = 100 * 1024 * 1024

/**
 * Shares files in a channel or thread: asks for an address for each, sends the bytes, then shares all with one call, so that nobody sees
 * half of them. Rejects with ChannelError; `doubt` only if the answer to that last call was lost.
 */
export const shareFiles = async (client: webApi.WebClient, to: { channel: string; thread?: string }, files: readonly FileToSend[]) => {
  const sent: { id: string; title: string }[] = []
  for (const file of files) sent.push(await sendBytes(client, file))
  const [first, ...rest] = sent
  if (!first) return
  const captions = files.flatMap(({ caption }) => (caption ? [mrkdwn(caption)] : []))
  try {
    const comment = captions.length > 0 ? { initial_comment: captions.join('\n') } : {}
    const shared: [typeof first, ...typeof rest] = [first, ...rest]
    const channel = { files: shared, channel_id: to.channel, ...comment }
    await client.files.completeUploadExternal(to.thread ? { ...channel, thread_ts: to.thread } : channel)
  } catch (error) {
    throw channelError(error, 'files.completeUploadExternal')
  }
}

const sendBytes = async (client: webApi.WebClient, file: FileToSend) => {
  const bytes = await file.load().catch(() => {
    throw new ChannelError('later', 'file_not_made', `The file ${file.name} could not be made.`, 60_000)
  })
  try {
    const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({ filename: file.name, length: bytes.length })
    if (!url || !id) throw saidNo('no_upload_url', 'files.getUploadURLExternal')
    // A copy: the bytes may sit in memory that others share.
    const body = new Uint8Array(bytes)
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': file.mime }, signal: AbortSignal.timeout(60_000) })
    if (!answer.ok) throw httpError(answer.status, 'file upload')
    return { id, title: file.name }
  } catch (error) {
    throw channelError(error, 'file upload', true)
  }
}

/** Fetches the bytes of a file that somebody shared with us, at most 100 MB. The token is sent to Slack's own hosts and `apiUrl`'s alone. */
export const fetchFile = async (client: webApi.WebClient, token: string, id: string) => {
  try {
    const { file } = await client.files.info({ file: id })
    const address = file?.url_private_download ?? file?.url_private
    if (!file || !address || !isSlack(address, client.slackApiUrl)) throw saidNo('file_not_found', 'files.info')
    if ((file.size ?? 0) > biggestFile) throw new ChannelError('refused', 'file_too_large', 'The file is larger than 100 MB.')
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(60_000) })
    // Without the scope files:read Slack sends its login page instead of the file.
    if (answer.status >= 300 && answer.status < 400) throw saidNo('missing_scope', 'file download')
    if (!answer.ok) throw httpError(answer.status, 'file download')
    const mime = file.mimetype ?? 'application/octet-stream'
    if (answer.headers.get('content-type')?.startsWith('text/html') && !mime.includes('html'))
      throw saidNo('missing_scope', 'file download')
    return { bytes: await atMost(answer, biggestFile), mime }
  } catch (error) {
    throw channelError(error, 'file download', true)
  }
}

const atMost = async (answer: Response, max: number) => {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    if (size > max) throw new ChannelError('refused', 'file_too_large', 'The file is larger than 100 MB.')
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Whether an address is one of Slack's, or of the host that stands in for Slack. */
export const isSlack = (address: string, apiUrl: string) => {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, host } = new URL(address)
  return host === new URL(apiUrl).host || (protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com')))
}
