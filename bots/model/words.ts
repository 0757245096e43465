import { type Catalogue, messages } from '../../core/language/words.ts'

/** What is said about messages that were heard, looked at or read. Buttons have at most 20 characters. */
export const words = {
  en: {
    understood_voice: '🎤 I understood: “{said}”',
    understood_picture: '📷 I read: “{said}”',
    understood_document: '📄 I read: “{said}”',
    nothing_heard: 'I could not make out any words in it. Please write it, or say *human*.',
    nothing_on_picture: 'I see no words in this picture. Please write what you need, or say *human*.',
    nothing_in_document: 'I could not read any words in this file. Please write what you need, or say *human*.',
    meant_cancel: 'Do you want to cancel?',
    meant_pay: 'Do you want to pay?',
    meant_human: 'Shall I call a colleague?',
    meant_problem: 'Is something wrong with what you got? I can call a colleague.',
    b_cancel: 'Yes, cancel',
    b_pay: 'How to pay',
    b_human: 'Talk to a person',
    b_keep: 'No',
  },
  ro: {
    understood_voice: '🎤 Am înțeles: „{said}”',
    understood_picture: '📷 Am citit: „{said}”',
    understood_document: '📄 Am citit: „{said}”',
    nothing_heard: 'Nu am deslușit niciun cuvânt. Te rog scrie, sau spune *om*.',
    nothing_on_picture: 'Nu văd niciun cuvânt în poză. Te rog scrie ce îți trebuie, sau spune *om*.',
    nothing_in_document: 'Nu am putut citi niciun cuvânt din fișier. Te rog scrie ce îți trebuie, sau spune *om*.',
    meant_cancel: 'Vrei să anulez?',
    meant_pay: 'Vrei să plătești?',
    meant_human: 'Să chem un coleg?',
    meant_problem: 'E ceva în neregulă cu ce ai primit? Pot chema un coleg.',
    b_cancel: 'Da, anulează',
    b_pay: 'Cum plătesc',
    b_human: 'Vorbesc cu un om',
    b_keep: 'Nu',
  },
} as const

export type ModelWord = keyof typeof words.en
export const sayOfModel = messages<ModelWord>(words satisfies Catalogue<ModelWord>)
