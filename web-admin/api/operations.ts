// Made from the OpenAPI document by `npm run api:client`; a test holds that it is up to date.
// biome-ignore-all format: it is not written by people
import type { Schemas } from './schemas.ts'

/** The parameters of every list: its filters by the names of fields, and these. */
export type ListQuery = { after?: string; limit?: number; q?: string; sort?: string; titles?: '0' | '1'; where?: string } & Readonly<Record<string, string | number | boolean | null | undefined>>

/** The inputs of actions, by name. */
export interface Actions {
  'address.add': Schemas['address.add.input']
  'address.archive': Schemas['address.archive.input']
  'address.create': Schemas['address.create.input']
  'address.update': Schemas['address.update.input']
  'api_token.create': Schemas['api_token.create.input']
  'api_token.revoke': Schemas['api_token.revoke.input']
  'approval.approve': Schemas['approval.approve.input']
  'approval.reject': Schemas['approval.reject.input']
  'approval.reopen': Schemas['approval.reopen.input']
  'approval.withdraw': Schemas['approval.withdraw.input']
  'category.create': Schemas['category.create.input']
  'category.update': Schemas['category.update.input']
  'channel_account.create': Schemas['channel_account.create.input']
  'channel_account.switch_off': Schemas['channel_account.switch_off.input']
  'channel_account.switch_on': Schemas['channel_account.switch_on.input']
  'channel_account.update': Schemas['channel_account.update.input']
  'chat_place.set': Schemas['chat_place.set.input']
  'client.archive': Schemas['client.archive.input']
  'client.block': Schemas['client.block.input']
  'client.create': Schemas['client.create.input']
  'client.set_agent': Schemas['client.set_agent.input']
  'client.set_credit': Schemas['client.set_credit.input']
  'client.set_terms': Schemas['client.set_terms.input']
  'client.unblock': Schemas['client.unblock.input']
  'client.update': Schemas['client.update.input']
  'client_group.create': Schemas['client_group.create.input']
  'client_group.update': Schemas['client_group.update.input']
  'company.create': Schemas['company.create.input']
  'company.update': Schemas['company.update.input']
  'contact.archive': Schemas['contact.archive.input']
  'contact.create': Schemas['contact.create.input']
  'contact.edit_own': Schemas['contact.edit_own.input']
  'contact.invite': Schemas['contact.invite.input']
  'contact.set_language': Schemas['contact.set_language.input']
  'contact.set_marketing': Schemas['contact.set_marketing.input']
  'contact.set_order_limit': Schemas['contact.set_order_limit.input']
  'contact.set_permissions': Schemas['contact.set_permissions.input']
  'contact.update': Schemas['contact.update.input']
  'conversation.answer': Schemas['conversation.answer.input']
  'conversation.hand_back': Schemas['conversation.hand_back.input']
  'conversation.hand_over': Schemas['conversation.hand_over.input']
  'conversation.ignore': Schemas['conversation.ignore.input']
  'conversation.start_marketing': Schemas['conversation.start_marketing.input']
  'conversation.stop_marketing': Schemas['conversation.stop_marketing.input']
  'conversation.take': Schemas['conversation.take.input']
  'custom_field.archive': Schemas['custom_field.archive.input']
  'custom_field.create': Schemas['custom_field.create.input']
  'custom_field.update': Schemas['custom_field.update.input']
  'delivery_note.approve': Schemas['delivery_note.approve.input']
  'delivery_note.confirm': Schemas['delivery_note.confirm.input']
  'delivery_note.discard': Schemas['delivery_note.discard.input']
  'identity.add': Schemas['identity.add.input']
  'identity.end': Schemas['identity.end.input']
  'incoming.change': Schemas['incoming.change.input']
  'incoming.create': Schemas['incoming.create.input']
  'invoice.credit': Schemas['invoice.credit.input']
  'invoice.discard': Schemas['invoice.discard.input']
  'invoice.import_opening': Schemas['invoice.import_opening.input']
  'invoice.issue': Schemas['invoice.issue.input']
  'invoice.reverse': Schemas['invoice.reverse.input']
  'link_code.make': Schemas['link_code.make.input']
  'message.drop': Schemas['message.drop.input']
  'message.resend': Schemas['message.resend.input']
  'order.accept': Schemas['order.accept.input']
  'order.cancel': Schemas['order.cancel.input']
  'order.decline': Schemas['order.decline.input']
  'order.draft': Schemas['order.draft.input']
  'order.draft_delivery': Schemas['order.draft_delivery.input']
  'order.import_past': Schemas['order.import_past.input']
  'order.invoice': Schemas['order.invoice.input']
  'order.offer': Schemas['order.offer.input']
  'order.place': Schemas['order.place.input']
  'order.refuse': Schemas['order.refuse.input']
  'order.return': Schemas['order.return.input']
  'order.set_delivery': Schemas['order.set_delivery.input']
  'order.set_lines': Schemas['order.set_lines.input']
  'order.take': Schemas['order.take.input']
  'order_return.approve': Schemas['order_return.approve.input']
  'order_return.decline': Schemas['order_return.decline.input']
  'payment.pay_online': Schemas['payment.pay_online.input']
  'payment.record': Schemas['payment.record.input']
  'policy.change': Schemas['policy.change.input']
  'policy.create': Schemas['policy.create.input']
  'policy.switch': Schemas['policy.switch.input']
  'price_list.archive': Schemas['price_list.archive.input']
  'price_list.create': Schemas['price_list.create.input']
  'price_list.remove_prices': Schemas['price_list.remove_prices.input']
  'price_list.set_prices': Schemas['price_list.set_prices.input']
  'price_list.update': Schemas['price_list.update.input']
  'product.archive': Schemas['product.archive.input']
  'product.create': Schemas['product.create.input']
  'product.update': Schemas['product.update.input']
  'role.archive': Schemas['role.archive.input']
  'role.create': Schemas['role.create.input']
  'role.update': Schemas['role.update.input']
  'setting.create': Schemas['setting.create.input']
  'setting.update': Schemas['setting.update.input']
  'sign_in.drop_second_factor': Schemas['sign_in.drop_second_factor.input']
  'sign_in.end_sessions': Schemas['sign_in.end_sessions.input']
  'sign_in_link.make': Schemas['sign_in_link.make.input']
  'staff.come_back': Schemas['staff.come_back.input']
  'staff.create': Schemas['staff.create.input']
  'staff.invite': Schemas['staff.invite.input']
  'staff.leave': Schemas['staff.leave.input']
  'staff.return': Schemas['staff.return.input']
  'staff.set_away': Schemas['staff.set_away.input']
  'staff.update': Schemas['staff.update.input']
  'staff_notice.set': Schemas['staff_notice.set.input']
  'stock.adjust': Schemas['stock.adjust.input']
  'stock.receive': Schemas['stock.receive.input']
  'unit.create': Schemas['unit.create.input']
  'unit.update': Schemas['unit.update.input']
  'vat_rate.create': Schemas['vat_rate.create.input']
  'vat_rate.update': Schemas['vat_rate.update.input']
  'warehouse.create': Schemas['warehouse.create.input']
  'warehouse.update': Schemas['warehouse.update.input']
}

/** What can be asked by GET. */
export interface Gets {
  '/': { query: Readonly<Record<string, never>>; answer: { token: Readonly<Record<string, unknown>>; actions: readonly (Readonly<Record<string, unknown>>)[]; lists: readonly (Readonly<Record<string, unknown>>)[] } }
  '/addresses': { query: ListQuery; answer: { items: readonly (Schemas['address'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/addresses.csv': { query: ListQuery; answer: string }
  '/addresses/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['address'] & Schemas['titled'] & Schemas['able'] }
  '/api_tokens': { query: ListQuery; answer: { items: readonly (Schemas['api_token'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/api_tokens.csv': { query: ListQuery; answer: string }
  '/api_tokens/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['api_token'] & Schemas['titled'] & Schemas['able'] }
  '/approvals': { query: ListQuery; answer: { items: readonly (Schemas['approval'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/approvals.csv': { query: ListQuery; answer: string }
  '/approvals/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['approval'] & Schemas['titled'] & Schemas['able'] }
  '/audit': { query: { record?: string; recordId?: string; name?: string; action?: string; actorKind?: string; actorId?: string; door?: string; requestId?: string; from?: string; to?: string; after?: string; limit?: number }; answer: { items: readonly Schemas['audited'][]; next: string | null } }
  '/categories': { query: ListQuery; answer: { items: readonly (Schemas['category'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/categories.csv': { query: ListQuery; answer: string }
  '/categories/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['category'] & Schemas['titled'] & Schemas['able'] }
  '/channel_accounts': { query: ListQuery; answer: { items: readonly (Schemas['channel_account'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/channel_accounts.csv': { query: ListQuery; answer: string }
  '/channel_accounts/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['channel_account'] & Schemas['titled'] & Schemas['able'] }
  '/channel_alarms': { query: ListQuery; answer: { items: readonly (Schemas['channel_alarm'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/channel_alarms.csv': { query: ListQuery; answer: string }
  '/channel_alarms/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['channel_alarm'] & Schemas['titled'] & Schemas['able'] }
  '/channels': { query: Readonly<Record<string, never>>; answer: { items: readonly ({ id: string; version: number; kind: string; name: string; externalId: string; state: 'active' | 'faulty' | 'off'; trouble: string | null; fromEnvironment: boolean; settings: Readonly<Record<string, unknown>>; secretsSet: readonly string[]; alarms: readonly ({ code: 'faulty' | 'token_refused' | 'token_expires' | 'silent' | 'not_linked' | 'no_place'; text: string; since: string })[]; lastInboundAt: string | null; lastHeardAt: string | null; lastSentAt: string | null; tokenExpiresAt: string | null; figures: { conversations: number; waiting: number; held: number; dead: number } })[]; alarms: readonly ({ code: 'faulty' | 'token_refused' | 'token_expires' | 'silent' | 'not_linked' | 'no_place'; text: string; since: string })[]; kinds: readonly ({ kind: string; label: string; fields: readonly ({ name: string; label: string; secret: boolean; required: boolean; help: string })[]; warning?: string; steps: readonly string[]; webhooks: readonly ({ label: string; url: string })[] })[] } }
  '/channels/{id}/qr': { query: Readonly<Record<string, never>>; answer: { state: string; qr?: string } }
  '/chat_identities': { query: ListQuery; answer: { items: readonly (Schemas['chat_identity'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/chat_identities.csv': { query: ListQuery; answer: string }
  '/chat_identities/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['chat_identity'] & Schemas['titled'] & Schemas['able'] }
  '/chat_places': { query: ListQuery; answer: { items: readonly (Schemas['chat_place'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/chat_places.csv': { query: ListQuery; answer: string }
  '/chat_places/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['chat_place'] & Schemas['titled'] & Schemas['able'] }
  '/client_groups': { query: ListQuery; answer: { items: readonly (Schemas['client_group'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/client_groups.csv': { query: ListQuery; answer: string }
  '/client_groups/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['client_group'] & Schemas['titled'] & Schemas['able'] }
  '/clients': { query: ListQuery; answer: { items: readonly (Schemas['client'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/clients.csv': { query: ListQuery; answer: string }
  '/clients/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['client'] & Schemas['titled'] & Schemas['able'] }
  '/clients/{id}/document': { query: Readonly<Record<string, never>>; answer: string }
  '/commitments': { query: ListQuery; answer: { items: readonly (Schemas['commitment'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/commitments.csv': { query: ListQuery; answer: string }
  '/commitments/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['commitment'] & Schemas['titled'] & Schemas['able'] }
  '/companies': { query: ListQuery; answer: { items: readonly (Schemas['company'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/companies.csv': { query: ListQuery; answer: string }
  '/companies/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['company'] & Schemas['titled'] & Schemas['able'] }
  '/contacts': { query: ListQuery; answer: { items: readonly (Schemas['contact'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/contacts.csv': { query: ListQuery; answer: string }
  '/contacts/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['contact'] & Schemas['titled'] & Schemas['able'] }
  '/conversations': { query: ListQuery; answer: { items: readonly (Schemas['conversation'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/conversations.csv': { query: ListQuery; answer: string }
  '/conversations/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['conversation'] & Schemas['titled'] & Schemas['able'] }
  '/conversations/{id}/lines': { query: { limit?: number }; answer: { items: readonly Schemas['line'][] } }
  '/custom_fields': { query: ListQuery; answer: { items: readonly (Schemas['custom_field'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/custom_fields.csv': { query: ListQuery; answer: string }
  '/custom_fields/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['custom_field'] & Schemas['titled'] & Schemas['able'] }
  '/delivery_note_lines': { query: ListQuery; answer: { items: readonly (Schemas['delivery_note_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/delivery_note_lines.csv': { query: ListQuery; answer: string }
  '/delivery_note_lines/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['delivery_note_line'] & Schemas['titled'] & Schemas['able'] }
  '/delivery_notes': { query: ListQuery; answer: { items: readonly (Schemas['delivery_note'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/delivery_notes.csv': { query: ListQuery; answer: string }
  '/delivery_notes/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['delivery_note'] & Schemas['titled'] & Schemas['able'] }
  '/delivery_notes/{id}/delivery_note_lines': { query: ListQuery; answer: { items: readonly (Schemas['delivery_note_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/delivery_notes/{id}/document': { query: Readonly<Record<string, never>>; answer: string }
  '/events': { query: Readonly<Record<string, never>>; answer: string }
  '/health/parts': { query: Readonly<Record<string, never>>; answer: Schemas['health'] }
  '/house': { query: Readonly<Record<string, never>>; answer: Schemas['house'] }
  '/imports/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['import'] }
  '/incoming': { query: ListQuery; answer: { items: readonly (Schemas['incoming'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/incoming.csv': { query: ListQuery; answer: string }
  '/incoming/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['incoming'] & Schemas['titled'] & Schemas['able'] }
  '/invoice_lines': { query: ListQuery; answer: { items: readonly (Schemas['invoice_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/invoice_lines.csv': { query: ListQuery; answer: string }
  '/invoice_lines/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['invoice_line'] & Schemas['titled'] & Schemas['able'] }
  '/invoices': { query: ListQuery; answer: { items: readonly (Schemas['invoice'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/invoices.csv': { query: ListQuery; answer: string }
  '/invoices/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['invoice'] & Schemas['titled'] & Schemas['able'] }
  '/invoices/{id}/document': { query: Readonly<Record<string, never>>; answer: string }
  '/invoices/{id}/invoice_lines': { query: ListQuery; answer: { items: readonly (Schemas['invoice_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/link_codes': { query: ListQuery; answer: { items: readonly (Schemas['link_code'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/link_codes.csv': { query: ListQuery; answer: string }
  '/link_codes/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['link_code'] & Schemas['titled'] & Schemas['able'] }
  '/message_templates': { query: ListQuery; answer: { items: readonly (Schemas['message_template'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/message_templates.csv': { query: ListQuery; answer: string }
  '/message_templates/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['message_template'] & Schemas['titled'] & Schemas['able'] }
  '/messages': { query: { state?: 'dead' | 'waiting' | 'inbound' }; answer: { items: readonly Schemas['message'][] } }
  '/openapi.json': { query: Readonly<Record<string, never>>; answer: Readonly<Record<string, unknown>> }
  '/order_lines': { query: ListQuery; answer: { items: readonly (Schemas['order_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/order_lines.csv': { query: ListQuery; answer: string }
  '/order_lines/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['order_line'] & Schemas['titled'] & Schemas['able'] }
  '/order_return_lines': { query: ListQuery; answer: { items: readonly (Schemas['order_return_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/order_return_lines.csv': { query: ListQuery; answer: string }
  '/order_return_lines/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['order_return_line'] & Schemas['titled'] & Schemas['able'] }
  '/order_returns': { query: ListQuery; answer: { items: readonly (Schemas['order_return'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/order_returns.csv': { query: ListQuery; answer: string }
  '/order_returns/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['order_return'] & Schemas['titled'] & Schemas['able'] }
  '/order_returns/{id}/order_return_lines': { query: ListQuery; answer: { items: readonly (Schemas['order_return_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/orders': { query: ListQuery; answer: { items: readonly (Schemas['order'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/orders.csv': { query: ListQuery; answer: string }
  '/orders/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['order'] & Schemas['titled'] & Schemas['able'] }
  '/orders/{id}/order_lines': { query: ListQuery; answer: { items: readonly (Schemas['order_line'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/outbox': { query: Readonly<Record<string, never>>; answer: { items: readonly Schemas['waiting_effect'][] } }
  '/payments': { query: ListQuery; answer: { items: readonly (Schemas['payment'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/payments.csv': { query: ListQuery; answer: string }
  '/payments/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['payment'] & Schemas['titled'] & Schemas['able'] }
  '/policies': { query: ListQuery; answer: { items: readonly (Schemas['policy'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/policies.csv': { query: ListQuery; answer: string }
  '/policies/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['policy'] & Schemas['titled'] & Schemas['able'] }
  '/portal': { query: Readonly<Record<string, never>>; answer: { contact: { id: string; name: string; language: string }; client: { id: string; name: string; currency: string }; seller: { name: string; email: string | null; phone: string | null }; rights: { order: boolean; prices: boolean; stock: boolean; invoices: boolean; documents: boolean; pay: boolean; approve: boolean; wholeCompany: boolean; addAddress: boolean }; waiting: { offers: number; approvals: number; underWay: number }; account: { openMinor: number; overdueMinor: number } | null; cart: { sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; lines: number } | null } }
  '/portal/account': { query: Readonly<Record<string, never>>; answer: { currency: string; openMinor: number; overdueMinor: number; oldestDueOn: string | null; open: readonly ({ id: string; number: string; kind: 'invoice' | 'credit_note'; state: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; issuedOn: string | null; dueOn: string | null; totalMinor: number; balanceMinor: number; currency: string; orderId: string | null; orderNumber: string | null; reference: string | null; printable: boolean })[]; canPay: boolean; transfer: { seller: string; iban: string | null; bank: string | null } } }
  '/portal/account/document': { query: Readonly<Record<string, never>>; answer: string }
  '/portal/addresses': { query: Readonly<Record<string, never>>; answer: { items: readonly ({ id: string; label: string; street: string; city: string; countyCode: string | null; postalCode: string | null; country: string; isDefault: boolean; deliveryNote: string | null })[] } }
  '/portal/approvals': { query: Readonly<Record<string, never>>; answer: { items: readonly ({ id: string; number: string; state: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; placedAt: string | null; deliverOn: string | null; totalMinor: number; currency: string; clientReference: string | null; by: string | null; mine: boolean; approvalId: string })[] } }
  '/portal/brand': { query: Readonly<Record<string, never>>; answer: { name: string; colour: string; language: string; sandbox: boolean } }
  '/portal/cart': { query: Readonly<Record<string, never>>; answer: { id: string | null; version: number; lines: readonly ({ id: string; productId: string; code: string; name: string; unitName: string; unitForms: { one: string; few: string; other: string }; quantityMilli: number; amount: string; unitNetE4: number; netMinor: number; vatPermille: number; minMilli: number; stepMilli: number; fault: string | null; short: { text: string; decided: boolean; thereMilli: number | null; canTakeThere: boolean; allOn: string | null } | null })[]; sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; deliverOn: string | null; wantedOn: string | null; addressId: string | null; clientReference: string | null; note: string | null; expiresAt: string | null; ready: boolean; problems: readonly ({ code: string; text: string })[]; notices: readonly ({ code: string; text: string })[]; minimumMinor: number; freeDeliveryFromMinor: number; startedIn: string | null } }
  '/portal/categories': { query: Readonly<Record<string, never>>; answer: { items: readonly ({ id: string; code: string; name: string; parentId: string | null; products: number })[] } }
  '/portal/delivery_notes': { query: { q?: string; after?: string; limit?: number }; answer: { items: readonly ({ id: string; number: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; day: string | null; orderId: string | null; orderNumber: string | null })[]; next: string | null } }
  '/portal/delivery_notes/{id}/document': { query: Readonly<Record<string, never>>; answer: string }
  '/portal/invoices': { query: { q?: string; state?: 'open' | 'overdue'; after?: string; limit?: number }; answer: { items: readonly ({ id: string; number: string; kind: 'invoice' | 'credit_note'; state: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; issuedOn: string | null; dueOn: string | null; totalMinor: number; balanceMinor: number; currency: string; orderId: string | null; orderNumber: string | null; reference: string | null; printable: boolean })[]; next: string | null } }
  '/portal/invoices/{id}/document': { query: Readonly<Record<string, never>>; answer: string }
  '/portal/orders': { query: { q?: string; state?: 'open' | 'closed'; after?: string; limit?: number }; answer: { items: readonly ({ id: string; number: string; state: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; placedAt: string | null; deliverOn: string | null; totalMinor: number; currency: string; clientReference: string | null; by: string | null; mine: boolean })[]; next: string | null } }
  '/portal/orders/{id}': { query: Readonly<Record<string, never>>; answer: { id: string; number: string; state: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; placedAt: string | null; deliverOn: string | null; totalMinor: number; currency: string; clientReference: string | null; by: string | null; mine: boolean; version: number; lines: readonly ({ id: string; productId: string; code: string; name: string; unitName: string; unitForms: { one: string; few: string; other: string }; quantityMilli: number; amount: string; unitNetE4: number; netMinor: number; vatPermille: number })[]; sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; address: { name: string; addressLines: readonly string[]; note?: string | null } | null; note: string | null; reason: string | null; waits: string | null; offer: { changes: readonly string[]; beforeMinor: number; until: string | null } | null; steps: readonly ({ text: string; at: string | null; done: boolean; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad' })[]; can: { cancel: boolean; decide: boolean; again: boolean; return: boolean }; approvalId: string | null; returnable: readonly ({ lineId: string; freeMilli: number })[]; deliveryNotes: readonly ({ id: string; number: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; day: string | null; orderId: string | null; orderNumber: string | null })[]; invoices: readonly ({ id: string; number: string; kind: 'invoice' | 'credit_note'; state: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; issuedOn: string | null; dueOn: string | null; totalMinor: number; balanceMinor: number; currency: string; orderId: string | null; orderNumber: string | null; reference: string | null; printable: boolean })[]; returns: readonly ({ id: string; number: string; status: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad'; reason: string; answer: string | null })[] } }
  '/portal/products': { query: { q?: string; category?: string; usual?: '1'; after?: string; limit?: number }; answer: { items: readonly ({ id: string; code: string; name: string; categoryId: string | null; unit: string; unitName: string; unitForms: { one: string; few: string; other: string }; pack: { sizeMilli: number; unitForms: { one: string; few: string; other: string } } | null; minMilli: number; stepMilli: number; prices: { currency: string; vatPermille: number; tiers: readonly ({ fromMilli: number; netE4: number; grossE4: number })[]; promotionUntil: string | null; isPromotion: boolean } | null; stock: { availableMilli: number; incoming: readonly ({ on: string; milli: number })[] } | null; inCartMilli: number })[]; next: string | null; found: number | null } }
  '/portal/products/{id}': { query: Readonly<Record<string, never>>; answer: { id: string; code: string; name: string; categoryId: string | null; unit: string; unitName: string; unitForms: { one: string; few: string; other: string }; pack: { sizeMilli: number; unitForms: { one: string; few: string; other: string } } | null; minMilli: number; stepMilli: number; prices: { currency: string; vatPermille: number; tiers: readonly ({ fromMilli: number; netE4: number; grossE4: number })[]; promotionUntil: string | null; isPromotion: boolean } | null; stock: { availableMilli: number; incoming: readonly ({ on: string; milli: number })[] } | null; inCartMilli: number; category: { id: string; name: string } | null; substitutes: readonly ({ id: string; code: string; name: string; categoryId: string | null; unit: string; unitName: string; unitForms: { one: string; few: string; other: string }; pack: { sizeMilli: number; unitForms: { one: string; few: string; other: string } } | null; minMilli: number; stepMilli: number; prices: { currency: string; vatPermille: number; tiers: readonly ({ fromMilli: number; netE4: number; grossE4: number })[]; promotionUntil: string | null; isPromotion: boolean } | null; stock: { availableMilli: number; incoming: readonly ({ on: string; milli: number })[] } | null; inCartMilli: number })[] } }
  '/portal/profile': { query: Readonly<Record<string, never>>; answer: { contact: { firstName: string; lastName: string; phone: string | null; email: string | null; language: string; marketing: boolean; permissions: readonly ('order' | 'view_stock' | 'view_invoices' | 'download_documents' | 'pay' | 'accept_quotes' | 'view_all_company_orders' | 'approve_orders')[]; orderLimitMinor: number | null }; client: { name: string; legalName: string; taxId: string | null; regNo: string | null; currency: string }; addresses: readonly ({ id: string; label: string; street: string; city: string; countyCode: string | null; postalCode: string | null; country: string; isDefault: boolean; deliveryNote: string | null })[]; people: readonly ({ id: string; name: string; role: string | null; permissions: readonly string[]; orderLimitMinor: number | null; isMe: boolean })[] } }
  '/portal/pulse': { query: Readonly<Record<string, never>>; answer: { mark: string } }
  '/price_lists': { query: ListQuery; answer: { items: readonly (Schemas['price_list'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/price_lists.csv': { query: ListQuery; answer: string }
  '/price_lists/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['price_list'] & Schemas['titled'] & Schemas['able'] }
  '/price_lists/{id}/prices': { query: ListQuery; answer: { items: readonly (Schemas['price'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/prices': { query: ListQuery; answer: { items: readonly (Schemas['price'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/prices.csv': { query: ListQuery; answer: string }
  '/prices/why': { query: { clientId: string; productId: string; quantityMilli?: number; on?: string }; answer: Schemas['why'] }
  '/prices/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['price'] & Schemas['titled'] & Schemas['able'] }
  '/products': { query: ListQuery; answer: { items: readonly (Schemas['product'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/products.csv': { query: ListQuery; answer: string }
  '/products/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['product'] & Schemas['titled'] & Schemas['able'] }
  '/reservations': { query: ListQuery; answer: { items: readonly (Schemas['reservation'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/reservations.csv': { query: ListQuery; answer: string }
  '/reservations/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['reservation'] & Schemas['titled'] & Schemas['able'] }
  '/roles': { query: ListQuery; answer: { items: readonly (Schemas['role'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/roles.csv': { query: ListQuery; answer: string }
  '/roles/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['role'] & Schemas['titled'] & Schemas['able'] }
  '/session': { query: Readonly<Record<string, never>>; answer: { me: { kind: 'staff' | 'contact'; id: string; name: string; email: string | null; language: string; hasTotp: boolean; hasPassword: boolean; permissions: readonly string[]; rooms: Readonly<Record<string, string>>; client?: { id: string; name: string } }; csrf: string; session: { id: string; createdAt: string }; sandbox: boolean; mail: boolean; company: { name: string; currency: string; timezone: string; language: string }; setup: { done: boolean; steps: Readonly<Record<string, boolean>> } } }
  '/sessions': { query: Readonly<Record<string, never>>; answer: { items: readonly ({ id: string; createdAt: string; lastSeenAt: string; ip: string; userAgent: string; current: boolean })[] } }
  '/settings': { query: ListQuery; answer: { items: readonly (Schemas['setting'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/settings.csv': { query: ListQuery; answer: string }
  '/settings/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['setting'] & Schemas['titled'] & Schemas['able'] }
  '/sign_in_links': { query: ListQuery; answer: { items: readonly (Schemas['sign_in_link'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/sign_in_links.csv': { query: ListQuery; answer: string }
  '/sign_in_links/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['sign_in_link'] & Schemas['titled'] & Schemas['able'] }
  '/sign_ins': { query: ListQuery; answer: { items: readonly (Schemas['sign_in'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/sign_ins.csv': { query: ListQuery; answer: string }
  '/sign_ins/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['sign_in'] & Schemas['titled'] & Schemas['able'] }
  '/staff': { query: ListQuery; answer: { items: readonly (Schemas['staff'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/staff.csv': { query: ListQuery; answer: string }
  '/staff/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['staff'] & Schemas['titled'] & Schemas['able'] }
  '/staff_notices': { query: ListQuery; answer: { items: readonly (Schemas['staff_notice'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/staff_notices.csv': { query: ListQuery; answer: string }
  '/staff_notices/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['staff_notice'] & Schemas['titled'] & Schemas['able'] }
  '/stock': { query: ListQuery; answer: { items: readonly (Schemas['stock'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/stock.csv': { query: ListQuery; answer: string }
  '/stock/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['stock'] & Schemas['titled'] & Schemas['able'] }
  '/summary': { query: Readonly<Record<string, never>>; answer: Schemas['summary'] }
  '/units': { query: ListQuery; answer: { items: readonly (Schemas['unit'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/units.csv': { query: ListQuery; answer: string }
  '/units/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['unit'] & Schemas['titled'] & Schemas['able'] }
  '/vat_rates': { query: ListQuery; answer: { items: readonly (Schemas['vat_rate'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/vat_rates.csv': { query: ListQuery; answer: string }
  '/vat_rates/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['vat_rate'] & Schemas['titled'] & Schemas['able'] }
  '/views': { query: { list?: string }; answer: { items: readonly Schemas['view'][] } }
  '/warehouses': { query: ListQuery; answer: { items: readonly (Schemas['warehouse'] & Schemas['titled'])[]; next: string | null; approximateTotal?: number } }
  '/warehouses.csv': { query: ListQuery; answer: string }
  '/warehouses/{id}': { query: Readonly<Record<string, never>>; answer: Schemas['warehouse'] & Schemas['titled'] & Schemas['able'] }
  '/{plural}/{id}/timeline': { query: { after?: string }; answer: { items: readonly Schemas['happening'][]; next: string | null } }
}

/** What can be asked by POST. */
export interface Posts {
  '/audit/verify': { query: Readonly<Record<string, never>>; answer: Schemas['verified'] }
  '/channels/{id}/test': { query: Readonly<Record<string, never>>; answer: { steps: readonly ({ name: string; ok: boolean; text: string; todo?: string })[] } }
  '/imports': { query: { of: 'products' | 'prices' | 'clients' | 'contacts' | 'stock'; name?: string; into?: string }; body: Blob | FormData; answer: Schemas['import'] }
  '/imports/{id}/mapping': { query: Readonly<Record<string, never>>; body: Schemas['import_mapping']; answer: Schemas['import'] }
  '/imports/{id}/run': { query: Readonly<Record<string, never>>; answer: Schemas['import'] }
  '/imports/{id}/undo': { query: Readonly<Record<string, never>>; answer: Schemas['import'] }
  '/outbox': { query: Readonly<Record<string, never>>; body: Schemas['outbox_body']; answer: undefined }
  '/portal/account/pay': { query: Readonly<Record<string, never>>; body: { invoiceIds: readonly string[] }; answer: { url: string } }
  '/portal/addresses': { query: Readonly<Record<string, never>>; body: { label: string; street: string; city: string; countyCode?: string | null; postalCode?: string | null; country?: string; deliveryNote?: string | null }; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/approvals/{id}/approve': { query: Readonly<Record<string, never>>; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/approvals/{id}/reject': { query: Readonly<Record<string, never>>; body: { reason?: string }; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/cart/lines': { query: Readonly<Record<string, never>>; body: { lines: readonly ({ productId: string; quantityMilli: number; deed?: 'set' | 'add' })[] }; answer: { id: string | null; version: number; lines: readonly ({ id: string; productId: string; code: string; name: string; unitName: string; unitForms: { one: string; few: string; other: string }; quantityMilli: number; amount: string; unitNetE4: number; netMinor: number; vatPermille: number; minMilli: number; stepMilli: number; fault: string | null; short: { text: string; decided: boolean; thereMilli: number | null; canTakeThere: boolean; allOn: string | null } | null })[]; sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; deliverOn: string | null; wantedOn: string | null; addressId: string | null; clientReference: string | null; note: string | null; expiresAt: string | null; ready: boolean; problems: readonly ({ code: string; text: string })[]; notices: readonly ({ code: string; text: string })[]; minimumMinor: number; freeDeliveryFromMinor: number; startedIn: string | null } }
  '/portal/cart/read': { query: Readonly<Record<string, never>>; body: { text: string }; answer: { lines: readonly ({ state: 'sure' | 'which' | 'how_many' | 'not_sold' | 'unknown'; said: string; quantityMilli: number | null; products: readonly ({ id: string; code: string; name: string; categoryId: string | null; unit: string; unitName: string; unitForms: { one: string; few: string; other: string }; pack: { sizeMilli: number; unitForms: { one: string; few: string; other: string } } | null; minMilli: number; stepMilli: number; prices: { currency: string; vatPermille: number; tiers: readonly ({ fromMilli: number; netE4: number; grossE4: number })[]; promotionUntil: string | null; isPromotion: boolean } | null; stock: { availableMilli: number; incoming: readonly ({ on: string; milli: number })[] } | null; inCartMilli: number })[] })[]; cut: boolean } }
  '/portal/cart/shortage': { query: Readonly<Record<string, never>>; body: { productId: string; way: 'wait' | 'there' }; answer: { id: string | null; version: number; lines: readonly ({ id: string; productId: string; code: string; name: string; unitName: string; unitForms: { one: string; few: string; other: string }; quantityMilli: number; amount: string; unitNetE4: number; netMinor: number; vatPermille: number; minMilli: number; stepMilli: number; fault: string | null; short: { text: string; decided: boolean; thereMilli: number | null; canTakeThere: boolean; allOn: string | null } | null })[]; sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; deliverOn: string | null; wantedOn: string | null; addressId: string | null; clientReference: string | null; note: string | null; expiresAt: string | null; ready: boolean; problems: readonly ({ code: string; text: string })[]; notices: readonly ({ code: string; text: string })[]; minimumMinor: number; freeDeliveryFromMinor: number; startedIn: string | null } }
  '/portal/orders/{id}/again': { query: Readonly<Record<string, never>>; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/orders/{id}/cancel': { query: Readonly<Record<string, never>>; body: { version: number; reason?: string }; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/orders/{id}/place': { query: Readonly<Record<string, never>>; body: { version: number }; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/orders/{id}/refuse': { query: Readonly<Record<string, never>>; body: { version: number; reason?: string }; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/orders/{id}/return': { query: Readonly<Record<string, never>>; body: { lines: readonly ({ lineId: string; quantityMilli: number })[]; reason: string }; answer: { said: string; waits: boolean; id: string | null } }
  '/portal/orders/{id}/take': { query: Readonly<Record<string, never>>; body: { version: number }; answer: { said: string; waits: boolean; id: string | null } }
  '/session': { query: Readonly<Record<string, never>>; body: { email: string; password: string }; answer: { state: 'in' | 'totp' | 'set_password'; csrf: string; who?: { name: string; email: string | null } } }
  '/session/code': { query: Readonly<Record<string, never>>; body: { code: string }; answer: { state: 'in' | 'totp' | 'set_password'; csrf: string; who?: { name: string; email: string | null } } }
  '/session/forgot': { query: Readonly<Record<string, never>>; body: { email: string }; answer: undefined }
  '/session/password': { query: Readonly<Record<string, never>>; body: { old?: string; password: string; who?: { firstName: string; lastName: string; email: string } }; answer: { state: 'in' | 'totp' | 'set_password'; csrf: string; who?: { name: string; email: string | null } } }
  '/session/totp': { query: Readonly<Record<string, never>>; body: { code: string }; answer: { state: 'in' | 'totp' | 'set_password'; csrf: string; who?: { name: string; email: string | null } } }
  '/session/totp/confirm': { query: Readonly<Record<string, never>>; body: { code: string }; answer: { recoveryCodes: readonly string[] } }
  '/session/totp/setup': { query: Readonly<Record<string, never>>; answer: { secret: string; url: string; qr: string } }
  '/views': { query: Readonly<Record<string, never>>; body: Schemas['view_body']; answer: Schemas['view'] }
}

/** What can be asked by PATCH. */
export interface Patchs {
  '/portal/cart': { query: Readonly<Record<string, never>>; body: { addressId?: string; wantedOn?: string | null; clientReference?: string | null; note?: string | null }; answer: { id: string | null; version: number; lines: readonly ({ id: string; productId: string; code: string; name: string; unitName: string; unitForms: { one: string; few: string; other: string }; quantityMilli: number; amount: string; unitNetE4: number; netMinor: number; vatPermille: number; minMilli: number; stepMilli: number; fault: string | null; short: { text: string; decided: boolean; thereMilli: number | null; canTakeThere: boolean; allOn: string | null } | null })[]; sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; deliverOn: string | null; wantedOn: string | null; addressId: string | null; clientReference: string | null; note: string | null; expiresAt: string | null; ready: boolean; problems: readonly ({ code: string; text: string })[]; notices: readonly ({ code: string; text: string })[]; minimumMinor: number; freeDeliveryFromMinor: number; startedIn: string | null } }
  '/portal/profile': { query: Readonly<Record<string, never>>; body: { firstName?: string; lastName?: string; language?: 'en' | 'ro' | 'de' | 'es' | 'fr'; marketing?: boolean }; answer: { contact: { firstName: string; lastName: string; phone: string | null; email: string | null; language: string; marketing: boolean; permissions: readonly ('order' | 'view_stock' | 'view_invoices' | 'download_documents' | 'pay' | 'accept_quotes' | 'view_all_company_orders' | 'approve_orders')[]; orderLimitMinor: number | null }; client: { name: string; legalName: string; taxId: string | null; regNo: string | null; currency: string }; addresses: readonly ({ id: string; label: string; street: string; city: string; countyCode: string | null; postalCode: string | null; country: string; isDefault: boolean; deliveryNote: string | null })[]; people: readonly ({ id: string; name: string; role: string | null; permissions: readonly string[]; orderLimitMinor: number | null; isMe: boolean })[] } }
  '/session': { query: Readonly<Record<string, never>>; body: { language: 'en' | 'ro' }; answer: undefined }
}

/** What can be asked by DELETE. */
export interface Deletes {
  '/portal/cart': { query: Readonly<Record<string, never>>; answer: { id: string | null; version: number; lines: readonly ({ id: string; productId: string; code: string; name: string; unitName: string; unitForms: { one: string; few: string; other: string }; quantityMilli: number; amount: string; unitNetE4: number; netMinor: number; vatPermille: number; minMilli: number; stepMilli: number; fault: string | null; short: { text: string; decided: boolean; thereMilli: number | null; canTakeThere: boolean; allOn: string | null } | null })[]; sums: { currency: string; netMinor: number; vat: readonly ({ permille: number; vatMinor: number })[]; roundingMinor: number; deliveryChargeMinor: number; totalMinor: number }; deliverOn: string | null; wantedOn: string | null; addressId: string | null; clientReference: string | null; note: string | null; expiresAt: string | null; ready: boolean; problems: readonly ({ code: string; text: string })[]; notices: readonly ({ code: string; text: string })[]; minimumMinor: number; freeDeliveryFromMinor: number; startedIn: string | null } }
  '/session': { query: Readonly<Record<string, never>>; answer: undefined }
  '/session/totp': { query: Readonly<Record<string, never>>; body: { password: string }; answer: undefined }
  '/sessions/{id}': { query: Readonly<Record<string, never>>; answer: undefined }
  '/views/{id}': { query: Readonly<Record<string, never>>; answer: undefined }
}
