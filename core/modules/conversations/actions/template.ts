import { z } from 'zod'
import { creation } from '../../../kernel/action.ts'
import { sentence } from '../../../kernel/sentence.ts'
import { ChannelAccount, MessageTemplate, templateReviews } from '../records.ts'

const Seen = z.strictObject({
  name: z.string().min(1).max(512),
  language: z.string().min(1).max(20),
  text: z.string().max(2000).nullable(),
  review: z.enum(templateReviews),
  reason: z.string().max(500).nullable(),
})

export const noteTemplates = creation(ChannelAccount, {
  name: 'message_template.note',
  says: 'Know which message templates a number has, as its platform tells it',
  needs: 'message_template.note',
  input: z.strictObject({ accountId: z.uuid(), templates: z.array(Seen).max(1000) }),
  touches: ['message_template'],
  inner: true,
  async run(ctx, { accountId, templates }) {
    await ctx.db.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`templates ${accountId}`])
    const known = await ctx.facts(MessageTemplate).where({ accountId })
    const rows = await ctx.lock(
      MessageTemplate,
      known.map(({ id }) => id),
    )
    for (const { name, language, ...said } of templates) {
      const row = rows.find((one) => one.name === name && one.language === language)
      if (!row) await ctx.create(MessageTemplate, { accountId, name, language, ...said })
      else if (row.archivedAt || row.review !== said.review || row.reason !== said.reason || row.text !== said.text)
        await ctx.change(row, { ...said, archivedAt: null })
    }
    const gone = rows.filter((row) => !row.archivedAt && !templates.some((one) => one.name === row.name && one.language === row.language))
    if (gone.length) await ctx.removeMany(gone)
    return { said: sentence('message_template.noted', 'The templates are noted.'), row: { id: accountId } }
  },
})
