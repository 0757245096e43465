type Example = {
  body: { id?: string; input?: Record<string, unknown> } & Record<string, unknown>
  answer: { said: { code: string; text: string }; id: string }
}

/** Ids as they stand in the examples, by the record and the code that they stand for in the demo company. */
export const exampleIds = {
  client: { code: 'HOT-CORB', id: '019ac1f0-5c00-7000-8000-0000000000c1' },
  product: { code: 'PAP-A4-80', id: '019ac1f0-5c00-7000-8000-0000000000a4' },
  made: '019ac1f0-5c00-7000-8000-00000000000d',
} as const

/** Calls that a test makes as they stand here, and holds the answers to be these. */
export const examples: Readonly<Record<string, Example>> = {
  'setting.create': {
    body: { input: { key: 'warehouse_phone', value: '+40 268 000 000' } },
    answer: { said: { code: 'record.created', text: 'warehouse_phone is added.' }, id: exampleIds.made },
  },
  'client.block': {
    body: { id: exampleIds.client.id, input: { reason: 'Three invoices are overdue' } },
    answer: {
      said: { code: 'client.is_blocked_now', text: 'Hotel Corbul de Argint is blocked: new orders are refused until you lift it.' },
      id: exampleIds.client.id,
    },
  },
  'client.unblock': {
    body: { id: exampleIds.client.id, input: {} },
    answer: { said: { code: 'client.is_active_now', text: 'Hotel Corbul de Argint may order again.' }, id: exampleIds.client.id },
  },
  'order.draft': {
    body: {
      input: {
        clientId: exampleIds.client.id,
        lines: [{ productId: exampleIds.product.id, quantityMilli: 20_000 }],
        clientReference: 'PO-2026-118',
      },
    },
    answer: { said: { code: 'order.drafted', text: 'An order for Hotel Corbul de Argint is begun: RON 2,178.00.' }, id: exampleIds.made },
  },
}

export const exampleOf = (action: string): Example | undefined => examples[action]

/** A condition that clients can be asked for with. */
export const exampleWhere = {
  all: [
    { field: 'record.state', op: 'eq', value: 'active' },
    {
      any: [
        { field: 'record.creditLimitMinor', op: 'gte', value: 1_000_000 },
        { field: 'record.name', op: 'contains', value: 'hotel' },
      ],
    },
  ],
} as const
