import type { Ctx } from '../core/kernel/ctx.ts'
import type { FileToSend, Reply } from './channel.ts'

/** Who will read it, as known when it leaves. `address` of nobody: a shared place. */
export type Recipient =
  | { kind: 'contact'; contactId: string | null; clientId: string | null; conversationId: string; name: string | null }
  | { kind: 'staff'; staffId: string; name: string }
  | { kind: 'place'; purpose: string | null; channel: string }

/** A message that is about to leave, for those who word it. */
export type MessageToWord = {
  id: string
  contentKey: string
  values: Record<string, unknown>
  language: string
  purpose: string
  recipient: Recipient
  subject: { record: string; id: string } | null
  /** The message goes under an earlier one, in its thread. */
  inThread: boolean
  /** True when a message that was posted before is brought up to date. */
  isUpdate: boolean
}

/** Words one kind of message from the state of things as they are now. Null = there is nothing to say any more. */
export type Content = (ctx: Ctx, message: MessageToWord) => Promise<Reply | null>

/** All kinds of message, by content key. `reply` is built in. */
export type Contents = Readonly<Record<string, Content>>

/** Makes a file of a document (`invoice`, `delivery_note`); null where it cannot be made. */
export type PrintDocument = (record: string, id: string) => Promise<FileToSend | null>
