import { type Catalogue, messages } from '../core/language/words.ts'

/** What the bot itself says around a talk: who are you, what it cannot read, consent, and when something broke. */
export const phrases = {
  en: {
    who_are_you:
      'Hello, this is the ordering assistant. I do not know this number yet. Please write your company and your name; a colleague will look at it and answer here.',
    which_client: 'You write for several companies. Which one is this about?',
    which_client_again: 'I need to know which company this is about before I answer. Please press one of them, or write its number.',
    which_noted: 'Good, this is about *{client}*. What can I do?',
    stopped:
      'Done: no more offers and news from us. Messages about your orders and invoices still come. Write START if you change your mind.',
    started: 'Welcome back: you will get our offers and news again. Write STOP at any time to end that.',
    voice: 'I cannot listen to voice notes yet. Please write it, or write *human* for a colleague.',
    picture: 'I cannot read pictures yet. Please write what you need, or write *human* for a colleague.',
    video: 'I cannot watch videos yet. Please write what you need, or write *human* for a colleague.',
    document: 'I cannot read documents yet. Please write what you need, or write *human* for a colleague.',
    words_only: 'I go by your words; what you attached I cannot read yet.',
    sticker: 'Nice one! I can only work with words, though: write what you need, or *help*.',
    contacts: 'Thank you. I cannot use shared contacts: if somebody new will order for you, write *human* and a colleague will add them.',
    reaction: 'I saw your reaction, but I cannot act on it. Please press a button or write your answer.',
    delete: 'You deleted a message that I had read already. If something should not be done, please write *cancel*.',
    deleted_unread: 'You deleted a message before I read it; I leave it aside.',
    unsupported: 'I cannot read this kind of message. Please write it, or write *human* for a colleague.',
    went_wrong:
      'Sorry, something went wrong here and I could not answer. A colleague will look at it (number {number}). You can also write again.',
    press_went_wrong: 'Sorry, this did not work. Nothing is wrong on your side; please try again, or tell an admin the number {number}.',
    still_working: 'This is still being worked on. You will see the result here in a moment.',
    not_linked: 'I do not know you yet. Ask an admin for a link code, then type */parley link CODE*.',
    forms_by_command: 'This needs a form. Please type */parley {text}*.',
    only_words: 'I can only read words here. Type */parley help* to see what I can do.',
    relayed_not: 'This was not sent to the customer: only words can be passed on.',
  },
  ro: {
    who_are_you:
      'Bună ziua, sunt asistentul de comenzi. Nu cunosc încă acest număr. Scrie-mi te rog firma și numele tău; un coleg se uită și îți răspunde aici.',
    which_client: 'Scrii pentru mai multe firme. Despre care este vorba?',
    which_client_again: 'Înainte să răspund trebuie să știu pentru ce firmă este. Apasă te rog pe una dintre ele sau scrie numărul ei.',
    which_noted: 'Bine, este vorba despre *{client}*. Cu ce te ajut?',
    stopped:
      'Gata: nu îți mai trimitem oferte și noutăți. Mesajele despre comenzi și facturi vin în continuare. Scrie START dacă te răzgândești.',
    started: 'Bine ai revenit: primești din nou ofertele și noutățile noastre. Scrie STOP oricând ca să le oprești.',
    voice: 'Încă nu pot asculta mesaje vocale. Te rog scrie, sau scrie *om* pentru un coleg.',
    picture: 'Încă nu pot citi poze. Te rog scrie ce dorești, sau scrie *om* pentru un coleg.',
    video: 'Încă nu pot vedea filme. Te rog scrie ce dorești, sau scrie *om* pentru un coleg.',
    document: 'Încă nu pot citi documente. Te rog scrie ce dorești, sau scrie *om* pentru un coleg.',
    words_only: 'Mă iau după ce ai scris; ce ai atașat încă nu pot citi.',
    sticker: 'Frumos! Eu însă înțeleg doar cuvinte: scrie ce dorești sau *ajutor*.',
    contacts: 'Mulțumesc. Nu pot folosi contacte trimise: dacă altcineva va comanda pentru firma ta, scrie *om* și un coleg îl adaugă.',
    reaction: 'Am văzut reacția, dar nu pot face nimic cu ea. Te rog apasă un buton sau scrie răspunsul.',
    delete: 'Ai șters un mesaj pe care îl citisem deja. Dacă ceva nu trebuie făcut, te rog scrie *anulează*.',
    deleted_unread: 'Ai șters un mesaj înainte să îl citesc; îl las deoparte.',
    unsupported: 'Nu pot citi acest fel de mesaj. Te rog scrie, sau scrie *om* pentru un coleg.',
    went_wrong: 'Îmi pare rău, ceva nu a mers și nu am putut răspunde. Un coleg se uită (numărul {number}). Poți și să scrii din nou.',
    press_went_wrong: 'Îmi pare rău, nu a mers. Nu ai greșit cu nimic; încearcă din nou sau spune unui administrator numărul {number}.',
    still_working: 'Încă se lucrează la asta. Rezultatul apare aici imediat.',
    not_linked: 'Nu te cunosc încă. Cere unui administrator un cod de legare, apoi scrie */parley link COD*.',
    forms_by_command: 'Pentru asta e nevoie de un formular. Te rog scrie */parley {text}*.',
    only_words: 'Aici pot citi doar cuvinte. Scrie */parley help* ca să vezi ce pot face.',
    relayed_not: 'Nu s-a trimis clientului: se pot transmite doar cuvinte.',
  },
} as const

export const phrase = messages<keyof typeof phrases.en>(phrases satisfies Catalogue<keyof typeof phrases.en>)

/** The languages these phrases are in; everybody else is spoken to in English. */
export const spoken = (language: string | null | undefined) => (language?.toLowerCase().startsWith('ro') ? 'ro' : 'en')

/** Best guess for somebody we do not know: by the country of their phone. */
export const languageOfPhone = (phone: string | null, otherwise: string | null) =>
  phone === null ? spoken(otherwise) : /^\+(40|373)/.test(phone) ? 'ro' : 'en'
