import { z } from 'zod'

/** What a customer may be said to want, by the names of `Intent`. What acts at once is only ever asked back (`understand.ts`). */
export const wishes = [
  'repeat',
  'show_draft',
  'catalogue',
  'where_is_my_order',
  'owed',
  'invoices',
  'delivery_note',
  'statement',
  'pay',
  'cancel',
  'human',
  'problem',
  'help',
  'greeting',
  'thanks',
  'delivery_date',
] as const
export type Wish = (typeof wishes)[number]

/** Our words for units; others are not understood. */
export const unitNames = [
  'case',
  'carton',
  'box',
  'pack',
  'ream',
  'pc',
  'roll',
  'set',
  'kg',
  'g',
  'l',
  'ml',
  'pallet',
  'bottle',
  'canister',
  'bag',
  'sheet',
  'sachet',
  'pad',
  'portion',
  'pair',
] as const

const deeds = ['order', 'add', 'set', 'remove', 'price', 'stock', 'answer'] as const

const proposalOf = <Code extends z.ZodType<string>>(code: Code) =>
  z.strictObject({
    wishes: z.array(z.enum(wishes)),
    reference: z.string().nullable().describe('An order or invoice number exactly as it stands in the text, else null'),
    day: z.string().nullable().describe('YYYY-MM-DD, only for the wish delivery_date, else null'),
    lines: z.array(
      z.strictObject({
        said: z.string().describe('The words of the text that this line is about, copied exactly'),
        deed: z.enum(deeds),
        codes: z
          .array(code)
          .describe('Every code of the catalogue that fits; several where it is not clear which; none where nothing fits'),
        quantity: z.number().nullable().describe('The number that was said, never a guess; null where none was said'),
        unit: z.enum(unitNames).nullable().describe('The unit that was said, else null'),
      }),
    ),
  })

// Strict structured output takes no lengths and bounds, so they stand only here: what goes beyond them is no answer.
const Bounded = proposalOf(z.string().max(100)).superRefine((given, ctx) => {
  const tooMuch =
    given.wishes.length > 10 ||
    given.lines.length > 120 ||
    (given.reference?.length ?? 0) > 100 ||
    given.lines.some(({ said, codes }) => said.length > 1000 || codes.length > 60)
  if (tooMuch) ctx.addIssue({ code: 'custom', message: 'too much' })
})

/** A reading as the model gives it: shape and bounds hold, nothing else is believed yet. */
export type Proposal = z.infer<typeof Bounded>
export type ProposedLine = Proposal['lines'][number]

/** Null for anything that is not wholly a proposal. */
export const parseProposal = (given: unknown): Proposal | null => {
  const parsed = Bounded.safeParse(given)
  return parsed.success ? parsed.data : null
}

const Lines = z.strictObject({ lines: z.array(z.string()) })

/** The lines read from a picture, without empty ones, bounded. Null for anything else. */
export const parseLines = (given: unknown): readonly string[] | null => {
  const parsed = Lines.safeParse(given)
  if (!parsed.success) return null
  return parsed.data.lines
    .map((line) => line.replace(/\s+/g, ' ').trim().slice(0, 300))
    .filter((line) => line !== '')
    .slice(0, 120)
}

/** What was heard, bounded. Null for anything else. */
export const parseTranscript = (given: unknown): string | null => (typeof given === 'string' ? given.trim().slice(0, 4000) : null)

/** The proposal as a strict JSON Schema that can name no product but these. */
export const proposalSchema = (codes: readonly string[]) => schemaOf(proposalOf(codes.length ? z.enum([...codes]) : z.string()))
export const linesSchema = () => schemaOf(Lines)

const schemaOf = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema)
  return rest
}
