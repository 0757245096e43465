declare global {
  var __webpack_nonce__: string | undefined
}

/** The page's token for style elements made at run time: the content security policy lets in no others. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''

// What the scroll lock of dialogs looks for.
globalThis.__webpack_nonce__ = nonce
