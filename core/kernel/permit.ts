/**
 * Leave to send one message. Only `grant` makes one, and only the kernel's `permitFor` hook calls `grant`,
 * after it looked at consent and at the platform's window. A channel cannot send without it.
 */
export type Permit = {
  readonly [granted]: true
  /** Our id of the message that may leave. */
  readonly messageId: string
  /** `free` = any content; `template` = only the platform-approved template of the intent. */
  readonly mode: 'free' | 'template'
}

declare const granted: unique symbol

/** Made by the consent-and-window check alone (an import test holds who calls it). */
export const grant = (messageId: string, mode: Permit['mode']) => ({ messageId, mode }) as Permit
