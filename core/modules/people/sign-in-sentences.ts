import { Refusal } from '../../kernel/errors.ts'
import { refuse, sentence } from '../../kernel/sentence.ts'

/** What the doors of the web apps say about signing in; the same words whether an address is known or not. */
export const signInSays = {
  wrong: () => sentence('session.wrong', 'The email address or the password is not right.'),
  wrongCode: () => sentence('session.wrong_code', 'This code is not right, or it was used before. Wait for the next one.'),
  locked: (seconds: number) => sentence('session.locked', 'Too many tries. Wait {seconds} s, then try again.', { seconds }),
  none: () => sentence('session.none', 'You are not signed in, or your session has ended. Sign in again.'),
  noArea: () => sentence('session.no_area', 'Say where: the header X-Parley-Area is console or clientarea.'),
  foreign: () => sentence('session.foreign_origin', 'This was sent by a page of another address, so it is not done.'),
  forged: () => sentence('session.wrong_csrf', 'The header X-CSRF-Token does not fit this session. Load the page again.'),
  half: () => sentence('session.half', 'Signing in is not finished. Enter the code, or choose a password, first.'),
  notHere: () => sentence('session.not_this_step', 'This step is not due. Sign in again.'),
  unknownLink: () => sentence('session.unknown_link', 'This link is unknown, was used before, or has run out. Ask for a new one.'),
  busy: () => sentence('session.busy', 'Too many people are signing in at this moment. Try again.'),
  wrongOldPassword: () => sentence('session.wrong_old_password', 'The password of before is not right.'),
  hasTotp: () => sentence('session.has_totp', 'Signing in asks for a code already. Turn that off first.'),
  noSuchSession: () => sentence('session.gone', 'There is no such session any more.'),
  noMail: () => sentence('session.no_mail', 'Mail is not set up here, so no link can be sent. Ask an admin for one.'),
  tooShort: (least: number) => sentence('password.too_short', 'Use at least {least} characters. A few words in a row are good.', { least }),
  tooLong: (most: number) => sentence('password.too_long', 'Use at most {most} characters.', { most }),
  tooCommon: () => sentence('password.too_common', 'This is one of the passwords that are tried first. Choose another one.'),
  tooPersonal: () => sentence('password.too_personal', 'Leave your name, your email address and the name Parley out of it.'),
} as const

export const wrongRecoveryCode = () =>
  new Refusal(refuse('session.wrong_code', 'This code is not right, or it was used before. Wait for the next one.'))
