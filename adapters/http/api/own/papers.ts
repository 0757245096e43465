import { may } from '../../../../core/kernel/actor.ts'
import { NotAllowed, NotFound } from '../../../../core/kernel/errors.ts'
import { fault } from '../../fault.ts'
import { actorIn } from '../caller.ts'
import { answers, parameter } from '../openapi/common.ts'
import { maySee } from '../sight.ts'
import { type OwnRoute, readsOf } from './route.ts'

/** The lists whose records have a paper, and what the printer calls it. */
const papers = { invoices: 'invoice', delivery_notes: 'delivery_note', clients: 'statement' } as const

const paperRoute = (plural: keyof typeof papers): OwnRoute => ({
  method: 'get',
  path: `/${plural}/{id}/document`,
  operation: {
    operationId: `document.${plural}`,
    tags: ['API'],
    summary: plural === 'clients' ? 'The statement of a client as PDF' : `One of the ${plural.replace('_', ' ')} as PDF`,
    description: 'In the language of the document. Contacts need `download_documents`.',
    parameters: [parameter('id')],
    responses: {
      '200': { description: 'The document.', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
      ...answers('401', '403', '404', '409', '429', '503'),
    },
  },
  async run(parts, ctx) {
    const { house, printDocument } = parts
    const actor = actorIn(ctx)
    const record = house.records.get(plural.slice(0, -1))
    if (!record || !maySee(actor, record)) throw new NotAllowed('download_documents')
    if (actor.kind === 'contact' && !may(actor, 'download_documents')) throw new NotAllowed('download_documents')
    if (plural === 'clients' && !maySee(actor, house.records.get('invoice')!)) throw new NotAllowed('invoicing: view')
    const row = (await readsOf(parts, ctx)
      .rows(record)
      .byId(ctx.params.id ?? '')) as unknown as Record<string, unknown> & { id: string }
    const isEmpty = plural !== 'clients' && !row.number
    if (isEmpty)
      throw fault(409, 'document.not_yet', '{what} has no number yet, so there is no document of it.', { what: record.title(row as never) })
    const file = await printDocument?.(papers[plural], row.id)
    if (!file) throw new NotFound('document', row.id)
    const bytes = await file.load()
    ctx.type = 'application/pdf'
    ctx.set(
      'Content-Disposition',
      `inline; filename="${file.name.replaceAll(/[^\w. -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    )
    ctx.body = Buffer.from(bytes)
  },
})

export const paperRoutes: readonly OwnRoute[] = (Object.keys(papers) as (keyof typeof papers)[]).map(paperRoute)
