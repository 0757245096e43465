import { z } from 'zod'
import type { Ctx } from '../core/kernel/ctx.ts'
import type { Message } from '../core/modules/conversations/messages.ts'
import type { Way } from '../core/modules/conversations/outgoing.ts'
import type { FileToSend, Reply } from './channel.ts'
import type { Contents, MessageToWord, PrintDocument, Recipient } from './contents.ts'

const Kept = z.object({
  reply: z.looseObject({ text: z.string() }),
  documents: z.array(z.object({ record: z.string(), id: z.string() })).default([]),
})

/** What a message says now, by its content. Null = nothing any more. Throws where nobody knows the content. */
export const wordsOf = async (
  { contents, printDocument }: { contents: Contents; printDocument?: PrintDocument },
  ctx: Ctx,
  message: Message,
  way: Way,
  isUpdate: boolean,
): Promise<Reply | null> => {
  if (message.content_key === 'reply') return asSaid(message.values, printDocument)
  const content = Object.hasOwn(contents, message.content_key) ? contents[message.content_key] : undefined
  if (!content) throw new Error(`There are no words for messages of ${message.content_key}.`)
  return content(ctx, toWord(message, way, isUpdate))
}

const toWord = (message: Message, way: Way, isUpdate: boolean): MessageToWord => ({
  id: message.id,
  contentKey: message.content_key,
  values: message.values,
  language: way.language ?? way.accountLanguage ?? 'en',
  purpose: message.purpose,
  recipient: recipientOf(message, way),
  subject: message.subject_record && message.subject_id ? { record: message.subject_record, id: message.subject_id } : null,
  inThread: message.thread_of !== null,
  isUpdate,
})

const recipientOf = (message: Message, way: Way): Recipient => {
  if (message.conversation_id)
    return {
      kind: 'contact',
      contactId: message.contact_id,
      clientId: way.clientId,
      conversationId: message.conversation_id,
      name: way.contactName,
    }
  if (message.staff_id) return { kind: 'staff', staffId: message.staff_id, name: way.staffName ?? '' }
  return { kind: 'place', purpose: way.placePurpose, channel: message.place ?? '' }
}

/** The built-in content: words that were said in a talk, with documents printed when they really leave. */
const asSaid = async (values: Record<string, unknown>, printDocument?: PrintDocument): Promise<Reply> => {
  const { reply, documents } = Kept.parse(values)
  const files: FileToSend[] = []
  for (const { record, id } of documents) {
    const file = await printDocument?.(record, id)
    if (!file) throw new Error(`The document ${record} ${id} cannot be printed.`)
    files.push(file)
  }
  return { ...reply, ...(files.length && { files }) }
}

/** A reply as it can be stored: everything but the bytes of files, which are printed again. */
export const asKept = ({ files: _, template, ...words }: Reply) => ({
  ...words,
  ...(template && { template: { name: template.name, language: template.language, values: template.values, replies: template.replies } }),
})

/** The words of the first try, with the files of now. */
export const sameWords = (kept: Record<string, unknown>, fresh: Reply | null): Reply => {
  const words = kept as Reply
  const document = fresh?.template?.document
  return {
    ...words,
    ...(fresh?.files && { files: fresh.files }),
    ...(words.template && { template: { ...words.template, ...(document && { document }) } }),
  }
}
