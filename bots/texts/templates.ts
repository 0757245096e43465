/**
 * The six utility templates that every WhatsApp business account needs: what may be said outside the 24-hour window.
 * Values are {{1}}, {{2}}… in this order.
 */
export const templates = [
  {
    name: 'parley_order_decided',
    texts: {
      en: 'Hello {{1}}, about your order {{2}} over {{3}}: {{4}}. Reply to this message if you have a question.',
      ro: 'Bună ziua, {{1}}! Despre comanda {{2}} în valoare de {{3}}: {{4}}. Răspunde la acest mesaj dacă ai o întrebare.',
    },
    examples: ['Doina Marcu', 'CMD-0001', '942,47 lei', 'accepted'],
  },
  {
    name: 'parley_order_changed',
    texts: {
      en: 'Hello {{1}}, we can deliver your order {{2}} with changes, for {{3}} in all: {{4}}. Please answer here whether that suits you.',
      ro: 'Bună ziua, {{1}}! Putem livra comanda {{2}} cu modificări, în total {{3}}: {{4}}. Te rugăm să răspunzi aici dacă îți convine.',
    },
    examples: ['Doina Marcu', 'CMD-0001', '942,47 lei', '3 boxes of gloves M instead of 5'],
  },
  {
    name: 'parley_order_shipped',
    texts: {
      en: 'Hello {{1}}, the goods of your order {{2}} are on their way and come on {{3}}. The delivery note is {{4}}.',
      ro: 'Bună ziua, {{1}}! Marfa comenzii {{2}} este pe drum și ajunge pe {{3}}. Avizul este {{4}}.',
    },
    examples: ['Doina Marcu', 'CMD-0001', '24.11.2026', 'AVZ-0001'],
  },
  {
    name: 'parley_invoice',
    document: true,
    texts: {
      en: 'Hello {{1}}, here is invoice {{2}} over {{3}}, due on {{4}}. Thank you for your order.',
      ro: 'Bună ziua, {{1}}! Îți trimitem factura {{2}} în valoare de {{3}}, scadentă pe {{4}}. Îți mulțumim pentru comandă.',
    },
    examples: ['Doina Marcu', 'CPS-0001', '942,47 lei', '23.12.2026'],
  },
  {
    name: 'parley_payment_reminder',
    texts: {
      en: 'Hello {{1}}, invoice {{2}} was due on {{3}} and {{4}} are still open. If you have paid meanwhile, please disregard this message.',
      ro: 'Bună ziua, {{1}}! Factura {{2}} a fost scadentă pe {{3}} și mai sunt de plată {{4}}. Dacă ai plătit între timp, te rugăm să nu ții cont de acest mesaj.',
    },
    examples: ['Doina Marcu', 'CPS-0001', '23.12.2026', '942,47 lei'],
  },
  {
    name: 'parley_news',
    texts: {
      en: 'Hello {{1}}, there is news about {{2}} for you. Reply to this message and we send it here.',
      ro: 'Bună ziua, {{1}}! Avem o noutate pentru tine despre {{2}}. Răspunde la acest mesaj și ți-o trimitem aici.',
    },
    examples: ['Doina Marcu', 'CMD-0001'],
  },
] as const

export type TemplateName = (typeof templates)[number]['name']

/** The language of a template: those that we have, else English. */
export const templateLanguage = (language: string) => (language.startsWith('ro') ? 'ro' : 'en')

/** Template values may not be empty, nor hold line breaks or runs of spaces. */
export const templateValue = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[*_\u200b]/g, '')
    .trim() || '–'

/** The templates as their author hands them in, one per language. */
export const templateTexts = () =>
  templates.flatMap((template) =>
    (['en', 'ro'] as const).map((language) => ({
      name: template.name,
      language,
      category: 'UTILITY' as const,
      body: template.texts[language],
      examples: [...template.examples],
      ...('document' in template && {
        document: { name: 'example.pdf', mime: 'application/pdf', load: async () => new TextEncoder().encode('%PDF-1.4\n%%EOF\n') },
      }),
    })),
  )
