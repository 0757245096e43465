import { z } from 'zod'

/** A buyer or seller as it stood when a document was written: a snapshot, so that a reprint is the same for ever. */
export const PartyAsWritten = z.object({
  legalName: z.string(),
  taxId: z.string().nullable(),
  regNo: z.string().nullable(),
  addressLines: z.array(z.string()),
  iban: z.string().nullable(),
  bank: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
})
export type PartyAsWritten = z.infer<typeof PartyAsWritten>

export const AddressAsWritten = z.object({ name: z.string(), addressLines: z.array(z.string()), note: z.string().nullable() })
export type AddressAsWritten = z.infer<typeof AddressAsWritten>
