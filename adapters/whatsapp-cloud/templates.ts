import { z } from 'zod'
import { ChannelError, type FileToSend } from '../../bots/channel.ts'
import { fileName } from './cut.ts'
import type { Graph } from './graph.ts'

/** A template as its author writes it; `body` holds {{1}}, {{2}}… and `examples` one value for each, which Meta's reviewers read. */
export type TemplateText = {
  /** Small letters, digits and underscores. */
  name: string
  /** Meta's language code, like "en" or "ro". */
  language: string
  category: 'UTILITY' | 'MARKETING'
  body: string
  examples: string[]
  footer?: string
  /** The template opens with a document; this one is shown to the reviewers. */
  document?: FileToSend
  /** Titles of the quick replies, at most 25 characters each. */
  replies?: string[]
}

/** A template as Meta has it. `status` is Meta's word: APPROVED, PENDING, REJECTED, PAUSED… */
export type TemplateState = { name: string; language: string; status: string; category: string; reason?: string }

const Template = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().catch(''),
  rejected_reason: z.string().optional().catch(undefined),
})
const Page = z.object({
  data: z.array(Template),
  paging: z.object({ next: z.string().optional(), cursors: z.object({ after: z.string().optional() }).optional() }).optional(),
})
const Created = z.object({ status: z.string().catch('PENDING'), category: z.string().optional() })
const UploadSession = z.object({ id: z.string().startsWith('upload:') })
const Handle = z.object({ h: z.string().min(1) })

/** All templates of a WhatsApp business account (at most 5,000). Rejects with ChannelError. */
export const listTemplates = async (graph: Graph, businessAccountId: string): Promise<TemplateState[]> => {
  const found: TemplateState[] = []
  let after = ''
  for (let page = 0; page < 50; page++) {
    const query = { fields: 'name,language,status,category,rejected_reason', limit: '100', ...(after ? { after } : {}) }
    const { data, paging } = answered(Page, await graph.get(`${businessAccountId}/message_templates`, query))
    for (const { rejected_reason: reason, ...template } of data)
      found.push({ ...template, ...(reason && reason !== 'NONE' ? { reason } : {}) })
    after = (paging?.next && paging.cursors?.after) || ''
    if (!after) break
  }
  return found
}

/** Creates those texts that Meta does not have under the same name and language, and says the state of each. Rejects with ChannelError. */
export const bringTemplates = async (graph: Graph, businessAccountId: string, texts: TemplateText[]): Promise<TemplateState[]> => {
  const there = await listTemplates(graph, businessAccountId)
  const states: TemplateState[] = []
  for (const text of texts) {
    const known = there.find(({ name, language }) => name === text.name && language === text.language)
    states.push(known ?? (await createTemplate(graph, businessAccountId, text)))
  }
  return states
}

const createTemplate = async (graph: Graph, businessAccountId: string, text: TemplateText): Promise<TemplateState> => {
  const { name, language, category, body, examples, footer, document, replies } = text
  const components = [
    ...(document ? [{ type: 'HEADER', format: 'DOCUMENT', ...(await sample(graph, document)) }] : []),
    { type: 'BODY', text: body, ...(examples.length ? { example: { body_text: [examples] } } : {}) },
    ...(footer ? [{ type: 'FOOTER', text: footer }] : []),
    ...(replies?.length ? [{ type: 'BUTTONS', buttons: replies.map((title) => ({ type: 'QUICK_REPLY', text: title })) }] : []),
  ]
  const made = answered(Created, await graph.post(`${businessAccountId}/message_templates`, { name, language, category, components }))
  return { name, language, status: made.status, category: made.category ?? category }
}

/**
 * Reviewers' samples go by Meta's resumable upload, which gives a handle and not a media id. Where Graph says that it has no
 * such upload (code 100), the template is brought without a sample: whether that is enough is for Graph to say.
 */
const sample = async (graph: Graph, { name, mime, load }: FileToSend) => {
  const bytes = await load()
  const session = new URLSearchParams({ file_name: fileName(name), file_length: String(bytes.length), file_type: mime })
  const opened = await graph.post(`app/uploads?${session}`, {}).catch((problem: unknown) => {
    if (problem instanceof ChannelError && problem.code === '100') return null
    throw problem
  })
  if (!opened) return {}
  const { id } = answered(UploadSession, opened)
  const { h } = answered(Handle, await graph.postBytes(id, bytes, { file_offset: '0' }))
  return { example: { header_handle: [h] } }
}

const answered = <Shape>(shape: z.ZodType<Shape>, said: unknown) => {
  const read = shape.safeParse(said)
  if (read.success) return read.data
  throw new ChannelError('later', 'not_understood', 'WhatsApp answered about templates in words that are not understood.', 60_000)
}
