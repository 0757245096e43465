import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Address, type Channel, ChannelError, type FileToSend, type Reply } from '../../bots/channel.ts'
import type { Permit } from '../../core/kernel/permit.ts'
import { fileName } from './cut.ts'
import { type CloudAccount, type Graph, mediaMaxBytes, tooLarge } from './graph.ts'
import { type Progress, partId } from './progress.ts'
import { type Part, render, type Uploaded } from './render.ts'

/**
 * Some parts of a longer message went and one did not; `kind` and `code` are those of the part that failed. Sending the same
 * message again from this process goes on where it stopped; another process may pass `sentParts` as the fourth argument of `send`.
 */
export class PartlySent extends ChannelError {
  sentParts: number
  parts: number
  constructor(cause: ChannelError, sentParts: number, parts: number) {
    super(cause.kind, cause.code, `${cause.message} (Part ${sentParts + 1} of ${parts}; those before it went.)`, cause.retryAfterMs)
    this.sentParts = sentParts
    this.parts = parts
  }
}

/** The channel of one WhatsApp number. It has no `find`: the Cloud API cannot look up a message; a status brings our id back. */
export type WhatsappCloudChannel = Omit<Channel, 'send' | 'media'> & {
  send(permit: Permit, to: Address, reply: Reply, sentParts?: number): Promise<{ externalId: string }>
  media(id: string): Promise<{ bytes: Uint8Array; mime: string }>
  /** Marks a message as read; `typing` shows "typing…" until the answer or 25 seconds. Rejects with ChannelError. */
  read(wamid: string, typing?: boolean): Promise<void>
}

const Sent = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) })
const MediaAddress = z.object({ url: z.string(), mime_type: z.string().optional(), file_size: z.coerce.number().catch(0) })

/** The sending half. `stop` lets running calls end by themselves (10 s at most each). */
export const openChannel = (account: CloudAccount, graph: Graph, progress: Progress): WhatsappCloudChannel => {
  const messages = `${account.phoneNumberId}/messages`

  const upload = async ({ name, mime, load }: FileToSend): Promise<Uploaded> => {
    const bytes = await load().catch(() => {
      throw new ChannelError('later', 'file_not_ready', `The file ${fileName(name)} could not be made.`, 5_000)
    })
    return { id: await graph.upload({ bytes, name: fileName(name), mime }), picture: isPicture(mime, bytes.length) }
  }

  const sendPart = async (to: object, content: object, callback: string) => {
    const body = { messaging_product: 'whatsapp', recipient_type: 'individual', ...to, ...content, biz_opaque_callback_data: callback }
    const said = Sent.safeParse(await graph.post(messages, body, { binding: true }))
    if (said.success) return said.data.messages[0]!.id
    throw new ChannelError('doubt', 'no_message_id', 'WhatsApp took a message but gave no id for it.')
  }

  const sendParts = async (messageId: string, to: object, parts: Part[], from: number) => {
    const start = Math.min(Math.max(progress.begin(messageId, printOf(to, parts)), from), parts.length - 1)
    progress.reach(messageId, start)
    let sent = start
    let externalId = ''
    try {
      // All files first: what fails here fails before anybody has read half a message.
      const uploads: (Uploaded | undefined)[] = []
      for (const { file } of parts.slice(start)) uploads.push(file && (await upload(file)))
      for (const [index, { message }] of parts.slice(start).entries()) {
        externalId = await sendPart(to, message(uploads[index]), partId(messageId, sent + 1, parts.length))
        progress.reach(messageId, ++sent)
      }
    } catch (problem) {
      throw sent > 0 && problem instanceof ChannelError ? new PartlySent(problem, sent, parts.length) : problem
    }
    progress.end(messageId)
    return { externalId }
  }

  return {
    kind: 'whatsapp-cloud',
    accountId: account.id,

    async send({ messageId, mode }, to, reply, sentParts = 0) {
      try {
        return await sendParts(messageId, recipient(to), render(reply, mode), sentParts)
      } catch (problem) {
        if (problem instanceof ChannelError) throw problem
        // Nothing but a mistake of ours while rendering comes here; the words of the error may hold the customer's.
        throw new ChannelError('refused', 'not_rendered', 'This message could not be put into words for WhatsApp.')
      }
    },

    async media(id) {
      if (!/^[\w-]{1,128}$/.test(id)) throw new ChannelError('refused', 'bad_media_id', 'This is not an id of a WhatsApp file.')
      const found = MediaAddress.safeParse(await graph.get(id, { phone_number_id: account.phoneNumberId }))
      if (!found.success) throw new ChannelError('refused', 'no_media', 'WhatsApp has no such file any more.')
      if (found.data.file_size > mediaMaxBytes) throw tooLarge()
      const { bytes, mime } = await graph.download(found.data.url)
      return { bytes, mime: found.data.mime_type ?? mime }
    },

    async read(wamid, typing = false) {
      const indicator = typing ? { typing_indicator: { type: 'text' } } : {}
      await graph.post(messages, { messaging_product: 'whatsapp', status: 'read', message_id: wamid, ...indicator })
    },

    async stop() {},
  }
}

/** A phone number in digits, or Meta's business-scoped user id ("RO." and letters), which goes into a field of its own. */
const recipient = (to: Address) => {
  if (!('user' in to)) throw new ChannelError('refused', 'no_places', 'WhatsApp messages go to one person, not to a group.')
  if (/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(to.user)) return { recipient: to.user }
  const digits = to.user.replace(/^\+/, '')
  if (/^\d{6,15}$/.test(digits)) return { to: digits }
  throw new ChannelError('refused', 'bad_recipient', 'This is neither a phone number nor a WhatsApp user id.')
}

/** The same content to the same person has the same print; uploaded ids differ from try to try and are left out. */
const printOf = (to: object, parts: Part[]) =>
  createHash('sha256')
    .update(JSON.stringify([to, parts.map(({ file, message }) => [file?.name, message()])]))
    .digest('base64')

// Meta shows JPEG and PNG up to 5 MB in the chat; anything else travels as a document.
const isPicture = (mime: string, size: number) => /^image\/(jpeg|png)$/.test(mime) && size <= 5 * 1024 * 1024
