import { z } from 'zod'
import type { Inbound } from '../../bots/channel.ts'

type Content = Pick<Inbound, 'kind' | 'text' | 'choice' | 'location' | 'quotes' | 'media' | 'cart'>
type Reader = (message: unknown) => Content | undefined

/** A reader that gives nothing where the message is not as its type promises. */
const reads =
  <Shape>(shape: z.ZodType<Shape>, content: (message: Shape) => Content | undefined): Reader =>
  (message) => {
    const read = shape.safeParse(message)
    return read.success ? content(read.data) : undefined
  }

const text = z.string()
const maybe = text.optional().catch(undefined)
const said = (words?: string) => (words ? { text: words } : {})

const Media = z.object({ id: text.min(1), mime_type: text.catch('application/octet-stream'), caption: maybe, filename: maybe })
const mediaOf = (kind: Inbound['kind'], { id, mime_type, caption, filename }: z.infer<typeof Media>): Content => ({
  kind,
  ...said(caption),
  media: { id, mime: mime_type, ...(filename ? { name: filename } : {}) },
})

const Picked = z.object({ id: text.min(1), title: text.catch('') })
const Person = z.object({
  name: z.object({ formatted_name: maybe }).optional().catch(undefined),
  phones: z.array(z.object({ phone: maybe })).catch([]),
})
const nameAndPhones = ({ name, phones }: z.infer<typeof Person>) =>
  [name?.formatted_name, ...phones.map(({ phone }) => phone)].filter(Boolean).join(' ')

const Content = z.object({
  text: z.object({ body: maybe }).optional().catch(undefined),
  image: z.object({ caption: maybe }).optional().catch(undefined),
  video: z.object({ caption: maybe }).optional().catch(undefined),
  document: z.object({ caption: maybe }).optional().catch(undefined),
})
const Edited = z.object({ original_message_id: text.min(1), message: Content.catch({}) })

const edited = ({ original_message_id, message }: z.infer<typeof Edited>): Content => ({
  kind: 'edit',
  quotes: original_message_id,
  ...said(message.text?.body ?? message.image?.caption ?? message.video?.caption ?? message.document?.caption),
})

// An edit or a deletion that Meta does not hand over says so in one of these words.
const changes: Record<string, 'edit' | 'delete'> = {
  edit: 'edit',
  message_edit: 'edit',
  revoke: 'delete',
  delete: 'delete',
  message_delete: 'delete',
}
const changeNamed = (type = '', words?: string): Content => ({
  kind: Object.hasOwn(changes, type) ? changes[type]! : 'unsupported',
  ...said(words),
})

/** Meta's message types and what each means to us; a type that is not here is kind `unsupported`. */
export const kinds: Record<string, Reader | undefined> = Object.assign(Object.create(null), {
  text: reads(z.object({ text: z.object({ body: text }) }), ({ text }) => ({ kind: 'text', text: text.body })),

  interactive: reads(
    z.object({ interactive: z.object({ button_reply: Picked.optional(), list_reply: Picked.optional() }) }),
    ({ interactive }) => {
      const picked = interactive.button_reply ?? interactive.list_reply
      return picked && { kind: 'choice', choice: picked.id, ...said(picked.title) }
    },
  ),
  button: reads(z.object({ button: z.object({ payload: text.min(1), text: text.catch('') }) }), ({ button }) => ({
    kind: 'choice',
    choice: button.payload,
    ...said(button.text),
  })),

  image: reads(z.object({ image: Media }), ({ image }) => mediaOf('image', image)),
  video: reads(z.object({ video: Media }), ({ video }) => mediaOf('video', video)),
  audio: reads(z.object({ audio: Media }), ({ audio }) => mediaOf('voice', audio)),
  voice: reads(z.object({ voice: Media }), ({ voice }) => mediaOf('voice', voice)),
  document: reads(z.object({ document: Media }), ({ document }) => mediaOf('document', document)),
  sticker: reads(z.object({ sticker: Media }), ({ sticker }) => mediaOf('sticker', sticker)),

  location: reads(
    z.object({ location: z.object({ latitude: z.coerce.number(), longitude: z.coerce.number(), name: maybe, address: maybe }) }),
    ({ location: { latitude, longitude, name, address } }) => {
      const label = [name, address].filter(Boolean).join(', ')
      return { kind: 'location', location: { latitude, longitude, ...(label ? { label } : {}) } }
    },
  ),
  contacts: reads(z.object({ contacts: z.array(Person) }), ({ contacts }) => ({
    kind: 'contacts',
    ...said(contacts.map(nameAndPhones).filter(Boolean).join('\n')),
  })),
  // A reaction taken back comes without its emoji.
  reaction: reads(z.object({ reaction: z.object({ message_id: text.min(1), emoji: maybe }) }), ({ reaction: { message_id, emoji } }) => ({
    kind: 'reaction',
    quotes: message_id,
    ...said(emoji),
  })),
  order: reads(
    z.object({
      order: z.object({
        text: maybe,
        product_items: z
          .array(
            z.object({
              product_retailer_id: text.min(1),
              quantity: z.coerce.number().positive(),
              item_price: z.coerce.number().nonnegative().optional().catch(undefined),
              currency: maybe,
            }),
          )
          .min(1),
      }),
    }),
    ({ order }) => ({
      kind: 'cart',
      ...said(order.text),
      cart: order.product_items.map(({ product_retailer_id, quantity, item_price, currency }) => ({
        code: product_retailer_id,
        quantity,
        // Catalogues show prices in units of the currency, with decimals.
        ...(item_price && currency?.length === 3 ? { price: { minor: Math.round(item_price * 100), currency } } : {}),
      })),
    }),
  ),

  edit: reads(z.object({ edit: Edited }), ({ edit }) => edited(edit)),
  message_edit: reads(z.object({ message_edit: Edited }), ({ message_edit }) => edited(message_edit)),
  revoke: reads(z.object({ revoke: z.object({ original_message_id: text.min(1) }) }), ({ revoke }) => ({
    kind: 'delete',
    quotes: revoke.original_message_id,
  })),
  system: reads(z.object({ system: z.object({ type: maybe, body: maybe }) }), ({ system }) => changeNamed(system.type, system.body)),
  unsupported: reads(z.object({ unsupported: z.object({ type: maybe }).optional().catch(undefined) }), ({ unsupported }) =>
    changeNamed(unsupported?.type),
  ),
} satisfies Record<string, Reader>)
