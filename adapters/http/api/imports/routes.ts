import { z } from 'zod'
import { runImport } from '../../../../core/imports.ts'
import { may, needsInWords } from '../../../../core/kernel/actor.ts'
import { newId } from '../../../../core/kernel/db.ts'
import { Invalid, NotAllowed, NotFound } from '../../../../core/kernel/errors.ts'
import { isUuid } from '../../../../core/kernel/reads.ts'
import { PriceListRecord } from '../../../../core/modules/catalog/records.ts'
import { readBytes, readJson } from '../../body.ts'
import { fault } from '../../fault.ts'
import { actorIn, callerIn } from '../caller.ts'
import { unfit } from '../fields.ts'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { type Asked, inLanguage, type OwnParts, type OwnRoute, readsOf } from '../own/route.ts'
import { openSheet } from './open.ts'
import type { Question } from './plan.ts'
import { MOST_LINES, type Sheet, Unreadable } from './sheet.ts'
import { chunksOf, keptChunksOf, planImport, type StoredImport, shownImport } from './store.ts'
import { type Kind, suggest, targets } from './targets.ts'

const MOST_BYTES = 20 * 1024 * 1024
const LONGEST_MS = 120_000

const kindIn = (ctx: Asked, kind = ctx.query.of): Kind => {
  if (typeof kind !== 'string' || !Object.hasOwn(targets, kind)) throw unfit('of', Object.keys(targets).join(', '))
  const { needs } = targets[kind as Kind]
  if (!may(actorIn(ctx), needs)) throw new NotAllowed(needsInWords(needs))
  return kind as Kind
}

/** The file of a request: as it is, or as the one file of a form. */
const fileIn = async (ctx: Asked): Promise<{ bytes: Uint8Array; name: string }> => {
  const bytes = await readBytes(ctx, { maxBytes: MOST_BYTES, withinMs: LONGEST_MS })
  const name = typeof ctx.query.name === 'string' ? ctx.query.name : ''
  const type = ctx.get('content-type')
  if (!/^multipart\/form-data/i.test(type)) return { bytes, name }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData().catch(() => null)
  const file = form && [...form.values()].find((value) => typeof value !== 'string')
  if (!file || typeof file === 'string') throw fault(400, 'import.no_file', 'Send a file: CSV or XLSX.')
  return { bytes: new Uint8Array(await file.arrayBuffer()), name: name || file.name }
}

const sheetIn = async (bytes: Uint8Array): Promise<Sheet> => {
  if (!bytes.length) throw fault(400, 'import.no_file', 'Send a file: CSV or XLSX.')
  try {
    return await openSheet(bytes)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    if (error.code === 'empty') throw fault(422, 'import.empty', 'There is no line below the header of this file.')
    if (error.code === 'too_long')
      throw fault(413, 'import.too_long', 'A file may have at most {most} lines, and unpack to a sensible size.', { most: MOST_LINES })
    throw fault(422, 'import.not_a_sheet', 'This is neither CSV nor XLSX, or it is damaged.')
  }
}

const intoIn = async (parts: OwnParts, ctx: Asked, kind: Kind, given: unknown): Promise<string | null> => {
  if (kind !== 'prices' || given === undefined || given === null || given === '') return null
  return (await readsOf(parts, ctx).rows(PriceListRecord).byId(String(given))).id
}

/** An import of one's own, or of anybody's for who may do such imports too. */
const importIn = async ({ house }: OwnParts, ctx: Asked): Promise<StoredImport> => {
  const id = ctx.params.id ?? ''
  const stored = isUuid(id) ? await house.db('imports').where({ id }).first<StoredImport | undefined>() : undefined
  if (!stored || !may(actorIn(ctx), targets[stored.kind].needs)) throw new NotFound('import', id)
  return stored
}

const show = async (parts: OwnParts, ctx: Asked, id: string) => {
  const stored = await parts.house.db('imports').where({ id }).first<StoredImport>()
  const language = inLanguage(ctx)
  ctx.body = await shownImport(parts.house, stored, language, (said) => parts.sayIn(said, language))
}

const demandState = (stored: StoredImport, ...states: string[]) => {
  if (!states.includes(stored.state))
    throw fault(409, 'import.not_now', 'This import is {state}, so that cannot be done now.', { state: stored.state })
}

const Mapping = z.strictObject({ mapping: z.record(z.string().max(60), z.int().min(0).max(200)), into: z.uuid().nullish() })

const shown = { '200': { description: 'The import.', content: jsonContent(refTo('import')) } }
const operation = { tags: ['Imports'] } as const

export const importRoutes: readonly OwnRoute[] = [
  {
    method: 'post',
    path: '/imports',
    operation: {
      ...operation,
      operationId: 'imports.read',
      summary: 'Read a CSV or XLSX and say what it would do; nothing is done yet',
      description: `At most 20 MB and ${MOST_LINES} lines. The file as it is, or as the one file of a form. UTF-8, UTF-16 and Windows-1250, commas, semicolons and tabs are told apart by themselves.`,
      parameters: [
        { name: 'of', in: 'query', required: true, schema: { enum: Object.keys(targets) } },
        { name: 'name', in: 'query', description: 'The name of the file.', schema: { type: 'string' } },
        {
          name: 'into',
          in: 'query',
          description: 'Of prices: the list they go into, where no column says so.',
          schema: { type: 'string', format: 'uuid' },
        },
        parameter('Accept-Language'),
      ],
      requestBody: {
        required: true,
        content: {
          'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
          'multipart/form-data': { schema: { type: 'object' } },
        },
      },
      responses: { ...shown, ...answers('400', '401', '403', '404', '422', '429', '503') },
    },
    async run(parts, ctx) {
      const { house } = parts
      const kind = kindIn(ctx)
      const into = await intoIn(parts, ctx, kind, ctx.query.into)
      const { bytes, name } = await fileIn(ctx)
      const sheet = await sheetIn(bytes)
      const [header = [], ...rows] = sheet.rows
      const { id: actorId, kind: actorKind } = actorIn(ctx)
      const id = newId()
      await house.db('imports').insert({
        id,
        kind,
        record: targets[kind].record,
        name: name.replaceAll('\0', '').slice(0, 200) || `${kind}.csv`,
        state: 'read',
        actor_kind: actorKind,
        actor_id: actorId,
        door: callerIn(house, ctx).door,
        header: JSON.stringify(header),
        sample: JSON.stringify(rows.slice(0, 5)),
        mapping: '{}',
        encoding: sheet.encoding,
        delimiter: sheet.delimiter,
        lines: rows.length,
        created_at: house.clock(),
      })
      const question: Question = { kind, header, mapping: suggest(kind, header), language: inLanguage(ctx), into, file: name }
      await planImport(house, readsOf(parts, ctx), id, question, chunksOf(rows))
      await show(parts, ctx, id)
    },
  },
  {
    method: 'get',
    path: '/imports/{id}',
    operation: {
      ...operation,
      operationId: 'imports.look',
      summary: 'An import: what it would do, how far it is, and what is wrong with which line',
      parameters: [parameter('id'), parameter('Accept-Language')],
      responses: { ...shown, ...answers('401', '403', '404', '429', '503') },
    },
    run: async (parts, ctx) => show(parts, ctx, (await importIn(parts, ctx)).id),
  },
  {
    method: 'post',
    path: '/imports/{id}/mapping',
    operation: {
      ...operation,
      operationId: 'imports.map',
      summary: 'Say otherwise which column is which field; the lines are looked at anew',
      parameters: [parameter('id'), parameter('Accept-Language'), parameter('Idempotency-Key')],
      requestBody: { required: true, content: jsonContent(refTo('import_mapping')) },
      responses: { ...shown, ...answers('400', '401', '403', '404', '409', '422', '429', '503') },
    },
    async run(parts, ctx) {
      const { house } = parts
      const stored = await importIn(parts, ctx)
      demandState(stored, 'read')
      const parsed = Mapping.safeParse(await readJson(ctx, parts.bodies))
      if (!parsed.success) throw new Invalid(parsed.error.issues)
      const { kind } = stored
      const fields = targets[kind].columns.map(({ field }) => field)
      const strange = Object.entries(parsed.data.mapping).filter(([field, at]) => !fields.includes(field) || at >= stored.header.length)
      if (strange.length) throw unfit('mapping', `fields of ${kind} with columns of the file`)
      const into = parsed.data.into === undefined ? stored.into_id : await intoIn(parts, ctx, kind, parsed.data.into)
      const question: Question = {
        kind,
        header: stored.header,
        mapping: parsed.data.mapping,
        language: inLanguage(ctx),
        into,
        file: stored.name,
      }
      await planImport(house, readsOf(parts, ctx), stored.id, question, keptChunksOf(house, stored.id))
      await show(parts, ctx, stored.id)
    },
  },
  ...(['run', 'undo'] as const).map(
    (deed): OwnRoute => ({
      method: 'post',
      path: `/imports/{id}/${deed}`,
      operation: {
        ...operation,
        operationId: `imports.${deed}`,
        summary:
          deed === 'run'
            ? 'Do it, in the background; lines with errors are left out'
            : 'Bring back what was before, in the background; what was changed or used since stays, with the reason',
        parameters: [parameter('id'), parameter('Accept-Language')],
        responses: { ...shown, ...answers('401', '403', '404', '409', '429', '503') },
      },
      async run(parts, ctx) {
        const { house } = parts
        const stored = await importIn(parts, ctx)
        const [from, to] = deed === 'run' ? (['read', 'running'] as const) : (['done', 'undoing'] as const)
        if (stored.state !== to) {
          demandState(stored, from)
          const { id: actorId, kind: actorKind } = actorIn(ctx)
          await house.db('imports').where({ id: stored.id, state: from }).update({
            state: to,
            run_at: house.clock(),
            done: 0,
            failed: 0,
            finished_at: null,
            locked_until: null,
            actor_kind: actorKind,
            actor_id: actorId,
          })
        }
        // The sweep goes on with it where this process does not come to its end.
        void runImport(house, stored.id).catch((error: unknown) =>
          house.log.error({ error, import: stored.id }, 'an import stopped; the next sweep goes on'),
        )
        await show(parts, ctx, stored.id)
      },
    }),
  ),
]
