import { createHmac } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Courier } from '../deliver.ts'
import type { Fields } from '../wire.ts'
import type { Phone } from './phones.ts'

/** JSON as Meta writes and signs it: everything outside ASCII as `\uXXXX`. */
export const escapedJson = (value: unknown) =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The `X-Hub-Signature-256` of these bytes. */
export const hubSignature = (secret: string, body: string | Buffer) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

export type Hooks = ReturnType<typeof createHooks>

export type Status = {
  id: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
  phone: Phone
  template: boolean
  callback?: string
  error?: { code: number; title: string; details: string }
}

/** Webhooks to the app: messages and statuses, signed, tried again with growing waits until the app says 2xx. */
export const createHooks = (parts: {
  courier: Courier
  clock: Clock
  appUrl: string
  appSecret: string
  phoneNumberId: string
  businessId: string
  retryMs: readonly number[]
}) => {
  const metadata = { display_phone_number: '40700000000', phone_number_id: parts.phoneNumberId }
  const seconds = () => String(Math.floor(parts.clock.now() / 1_000))

  const send = (name: string, value: Fields, channel?: string) => {
    const seen = {
      object: 'whatsapp_business_account',
      entry: [{ id: parts.businessId, changes: [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field: 'messages' }] }],
    }
    const body = escapedJson(seen)
    return parts.courier.deliver({
      platform: 'whatsapp',
      name,
      url: `${parts.appUrl}/webhooks/whatsapp`,
      body,
      seen,
      timeoutMs: 10_000,
      retryMs: parts.retryMs,
      ...(channel === undefined ? {} : { channel }),
      headers: () => ({
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': hubSignature(parts.appSecret, body),
      }),
    })
  }

  return {
    seconds,
    /** Delivers messages of one phone, several in one POST when there are several. */
    messages: (phone: Phone, messages: Fields[]) =>
      send('messages', { contacts: [{ profile: { name: phone.name }, wa_id: phone.wa }], messages }, phone.phone),
    /** Delivers a state of one of the business's messages. */
    status: ({ id, status, phone, template, callback, error }: Status) =>
      send(
        'statuses',
        {
          statuses: [
            {
              id,
              status,
              timestamp: seconds(),
              recipient_id: phone.wa,
              ...(callback === undefined ? {} : { biz_opaque_callback_data: callback }),
              ...(error
                ? {
                    errors: [
                      {
                        code: error.code,
                        title: error.title,
                        message: error.title,
                        error_data: { details: error.details },
                        href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
                      },
                    ],
                  }
                : {
                    pricing: {
                      billable: template,
                      pricing_model: 'PMP',
                      category: template ? 'utility' : 'service',
                      type: template ? 'regular' : 'free_customer_service',
                    },
                  }),
            },
          ],
        },
        phone.phone,
      ),
    raw: send,
  }
}
