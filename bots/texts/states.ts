const words: Readonly<Record<string, { en: string; ro: string }>> = {
  'order.state.draft': { en: 'a draft', ro: 'ciornă' },
  'order.state.placed': { en: 'placed', ro: 'plasată' },
  'order.state.offered': { en: 'offered', ro: 'ofertată' },
  'order.state.accepted': { en: 'accepted', ro: 'acceptată' },
  'order.state.declined': { en: 'declined', ro: 'refuzată' },
  'order.state.cancelled': { en: 'cancelled', ro: 'anulată' },
  'order.state.expired': { en: 'expired', ro: 'expirată' },
  'order.deliveryState.none': { en: 'not delivered', ro: 'nelivrată' },
  'order.deliveryState.partly': { en: 'partly delivered', ro: 'livrată parțial' },
  'order.deliveryState.wholly': { en: 'delivered', ro: 'livrată' },
  'order.invoiceState.none': { en: 'not invoiced', ro: 'nefacturată' },
  'order.invoiceState.partly': { en: 'partly invoiced', ro: 'facturată parțial' },
  'order.invoiceState.wholly': { en: 'invoiced', ro: 'facturată' },
  'approval.state.waiting': { en: 'waiting', ro: 'în așteptare' },
  'approval.state.approved': { en: 'approved', ro: 'aprobată' },
  'approval.state.rejected': { en: 'rejected', ro: 'respinsă' },
  'approval.state.expired': { en: 'out of time', ro: 'expirată' },
  'approval.state.lapsed': { en: 'could not be done any more', ro: 'nu s-a mai putut face' },
  'approval.state.withdrawn': { en: 'withdrawn', ro: 'retrasă' },
  'invoice.state.draft': { en: 'a draft', ro: 'ciornă' },
  'invoice.state.issued': { en: 'unpaid', ro: 'neplătită' },
  'invoice.state.partly_paid': { en: 'partly paid', ro: 'plătită parțial' },
  'invoice.state.paid': { en: 'paid', ro: 'plătită' },
  'invoice.state.reversed': { en: 'reversed', ro: 'stornată' },
  'invoice.state.discarded': { en: 'discarded', ro: 'renunțată' },
}

/** The word for a state (`record.field.state`); the bare state where we have none. */
export const stateWords = (key: string, language: string): string =>
  words[key]?.[language.startsWith('ro') ? 'ro' : 'en'] ?? key.split('.').at(-1)!.replaceAll('_', ' ')
