import { messages } from '../../core/language/words.ts'

/** What customers are told by themselves, when something has happened. */
export const noticeWords = {
  en: {
    waits:
      'Your order *{number}* waits for a decision: it brings your account above its limit. A colleague looks at it and you get the answer here.',
    waits_quietly: 'Your order *{number}* waits for a decision by a colleague. You get the answer here.',
    waits_colleague: 'Your order *{number}* is above what you order alone: a colleague of yours is asked. You get the answer here.',
    asked: '{who} ordered for your company, above what they order alone:\n*{number}*\n{lines}\n*Total: {total}*\n\nDo you agree?',
    b_agree: 'I agree',
    b_disagree: 'No',
    asked_agreed: 'Thank you, I passed it on.',
    asked_refused: 'Good, the order goes no further.',
    colleague_refused: '{name} at your company did not agree to it.',
    accepted: '✅ Your order *{number}* is confirmed: {total}.{day, select, none {} other { Delivery: {day}.}}',
    declined: 'We cannot accept your order *{number}*: {reason}\n\nNothing is ordered. You can order again, or say *human*.',
    declined_no_reason: 'Your order *{number}* is closed. Nothing is ordered.',
    cancelled: 'Your order *{number}* is cancelled. Nothing is delivered or billed.',
    expired:
      'Your order *{number}* has run out of time without a decision, we are sorry. Nothing is ordered; say what you need and we start again.',
    offered:
      'We can deliver your order *{number}* with changes:\n{lines}\n\n{sums}{day, select, none {} other {\n{day}}}{reason, select, none {} other {\n\n“{reason}”}}\n\nThe offer holds until {until}. Does that suit you?',
    offer_expired: 'Our offer for your order *{number}* has run out. Nothing is ordered; say what you need and we start again.',
    offer_refused: 'Good, we leave it: your order *{number}* is closed. Nothing is ordered.',
    c_changed: '✏️ {product}: {amount}, {price} = {net}',
    c_added: '➕ {product}: {amount}, {price} = {net}',
    c_removed: '➖ {product}: {amount} → none',
    c_arrow: '{before} → *{after}*',
    c_total: '*Total: {before} → {after}*',
    c_delivery: 'Delivery: {before} → {after}',
    shipped:
      '🚚 The goods of *{number}* have left{note, select, none {} other {: {note}}}.{day, select, none {} other { They come on {day}.}}',
    invoice: '🧾 Invoice *{invoice}* for your order {number}: {total}, due {due}.',
    payment:
      '💰 We have received {amount} for invoice {invoice}. {left, select, none {It is paid in full. Thank you!} other {{left} is left to pay.}}',
    b_take: 'Take it',
    b_refuse: 'No, thanks',
    t_accepted: 'it is confirmed',
    t_waits: 'it waits for a decision by a colleague',
    t_declined: 'we cannot accept it',
    t_cancelled: 'it is cancelled',
    t_expired: 'it ran out of time',
  },
  ro: {
    waits: 'Comanda *{number}* așteaptă o decizie: trece peste limita contului tău. Un coleg se uită și primești răspunsul aici.',
    waits_quietly: 'Comanda *{number}* așteaptă decizia unui coleg. Primești răspunsul aici.',
    waits_colleague: 'Comanda *{number}* trece de cât comanzi tu singur: este întrebat un coleg de la tine. Primești răspunsul aici.',
    asked: '{who} a comandat pentru firma ta peste cât poate comanda singur:\n*{number}*\n{lines}\n*Total: {total}*\n\nEști de acord?',
    b_agree: 'De acord',
    b_disagree: 'Nu',
    asked_agreed: 'Mulțumesc, am transmis.',
    asked_refused: 'Bine, comanda nu merge mai departe.',
    colleague_refused: '{name} de la firma ta nu a fost de acord.',
    accepted: '✅ Comanda *{number}* este confirmată: {total}.{day, select, none {} other { Livrare: {day}.}}',
    declined: 'Nu putem accepta comanda *{number}*: {reason}\n\nNu s-a comandat nimic. Poți comanda din nou sau scrie *om*.',
    declined_no_reason: 'Comanda *{number}* este închisă. Nu s-a comandat nimic.',
    cancelled: 'Comanda *{number}* este anulată. Nu se livrează și nu se facturează nimic.',
    expired:
      'Comanda *{number}* a expirat fără o decizie, ne pare rău. Nu s-a comandat nimic; spune-mi ce îți trebuie și o luăm de la capăt.',
    offered:
      'Putem livra comanda *{number}* cu modificări:\n{lines}\n\n{sums}{day, select, none {} other {\n{day}}}{reason, select, none {} other {\n\n„{reason}”}}\n\nOferta e valabilă până la {until}. Îți convine?',
    offer_expired:
      'Oferta noastră pentru comanda *{number}* a expirat. Nu s-a comandat nimic; spune-mi ce îți trebuie și o luăm de la capăt.',
    offer_refused: 'Bine, rămâne așa: comanda *{number}* este închisă. Nu s-a comandat nimic.',
    c_changed: '✏️ {product}: {amount}, {price} = {net}',
    c_added: '➕ {product}: {amount}, {price} = {net}',
    c_removed: '➖ {product}: {amount} → nimic',
    c_arrow: '{before} → *{after}*',
    c_total: '*Total: {before} → {after}*',
    c_delivery: 'Livrare: {before} → {after}',
    shipped:
      '🚚 Marfa comenzii *{number}* a plecat{note, select, none {} other {: {note}}}.{day, select, none {} other { Ajunge pe {day}.}}',
    invoice: '🧾 Factura *{invoice}* pentru comanda {number}: {total}, scadentă pe {due}.',
    payment:
      '💰 Am primit {amount} pentru factura {invoice}. {left, select, none {Este plătită integral. Mulțumim!} other {Mai rămân {left} de plată.}}',
    b_take: 'Îmi convine',
    b_refuse: 'Nu, mulțumesc',
    t_accepted: 'este confirmată',
    t_waits: 'așteaptă decizia unui coleg',
    t_declined: 'nu o putem accepta',
    t_cancelled: 'este anulată',
    t_expired: 'a expirat',
  },
} as const

export const sayNotice = messages(noticeWords)
export type NoticeKey = keyof typeof noticeWords.en
