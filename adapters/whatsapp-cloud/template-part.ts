import { ChannelError, type Reply } from '../../bots/channel.ts'
import { cut, fileName, oneLine } from './cut.ts'
import type { Part } from './render.ts'

/**
 * The template that stands in outside the 24-hour window. Parameters are on one line without runs of spaces (Meta refuses
 * new lines, tabs and four spaces); the quick replies bring the given choice ids back, in order.
 * Throws ChannelError `no_template` when the reply has none.
 */
export const templatePart = ({ template }: Reply): Part => {
  if (!template) {
    const why = 'The 24-hour window is closed and this message has no template that could stand in.'
    throw new ChannelError('refused', 'no_template', why)
  }
  const { name, language, values, document, replies } = template
  return {
    file: document,
    message: (uploaded) => ({
      type: 'template',
      template: {
        name,
        language: { code: language },
        components: [
          ...(document ? [{ type: 'header', parameters: [documentParameter(document.name, uploaded?.id)] }] : []),
          ...(values.length ? [{ type: 'body', parameters: values.map(textParameter) }] : []),
          ...(replies ?? []).map((payload, index) => ({
            type: 'button',
            sub_type: 'quick_reply',
            index: String(index),
            parameters: [{ type: 'payload', payload }],
          })),
        ],
      },
    }),
  }
}

const documentParameter = (name: string, id?: string) => ({ type: 'document', document: { id, filename: fileName(name) } })

// Meta refuses an empty parameter too; a dash says "nothing here" in every language. A template's whole body has 1,024 characters.
const textParameter = (value: string) => ({ type: 'text', text: cut(oneLine(value), 1024) || '–' })
