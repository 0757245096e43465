import canonicalize from 'canonicalize'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** One text for one value, as RFC 8785 says, so that hashes agree; properties that are undefined are left out. Throws on NaN and infinity. */
export const canonical = (value: Json): string => {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('this value has no canonical JSON')
  return text
}
