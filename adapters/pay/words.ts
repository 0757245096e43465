import { messages } from '../../core/language/words.ts'

/** What the payment page of the sandbox says. */
export const payPageWords = {
  en: {
    title: 'Pay {seller}',
    sandbox: 'This is a sandbox: no money moves, and no card is asked for.',
    to: 'To',
    invoice: 'Invoice',
    open: 'Open',
    due: 'due {day}',
    total: 'Total',
    pay: 'Pay {total}',
    cancel: 'Cancel',
    paid: 'Thank you, {total} are paid. You can close this page; the receipt is in your chat.',
    nothing_open: 'Nothing is open here any more. Thank you! You can close this page.',
    cancelled: 'Nothing was paid. The page stays open for you until it runs out.',
    changed: 'What is open has changed meanwhile. Look at it again before you pay.',
    refused: 'This could not be paid: {why}',
    gone: 'This page has run out or is not known. Ask for a new one in the chat.',
  },
  ro: {
    title: 'Plată către {seller}',
    sandbox: 'Acesta este un mediu de probă: nu se mișcă niciun ban și nu se cere niciun card.',
    to: 'Către',
    invoice: 'Factura',
    open: 'De plată',
    due: 'scadentă pe {day}',
    total: 'Total',
    pay: 'Plătesc {total}',
    cancel: 'Renunț',
    paid: 'Mulțumim, s-au plătit {total}. Poți închide pagina; confirmarea este în conversație.',
    nothing_open: 'Aici nu mai este nimic de plată. Mulțumim! Poți închide pagina.',
    cancelled: 'Nu s-a plătit nimic. Pagina rămâne valabilă până expiră.',
    changed: 'Suma de plată s-a schimbat între timp. Mai uită-te o dată înainte să plătești.',
    refused: 'Nu s-a putut plăti: {why}',
    gone: 'Această pagină a expirat sau nu este cunoscută. Cere una nouă în conversație.',
  },
} as const

export const sayOnPage = messages(payPageWords)
export type PageKey = keyof typeof payPageWords.en
