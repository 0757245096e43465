import { messages } from '../../core/language/words.ts'
import { deskEn } from './staff-desk.en.ts'
import { deskRo } from './staff-desk.ro.ts'

/** What the desk answers to commands, asks in forms, and shows on a colleague's own page. */
export const staffDeskWords = { en: deskEn, ro: deskRo }

export const sayAtDesk = messages<keyof typeof deskEn>(staffDeskWords)
export type DeskKey = keyof typeof deskEn
