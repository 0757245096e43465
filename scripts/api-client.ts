// `npm run api:client`: writes web-admin/api/schemas.ts and operations.ts from the declarations of the house.
import { writeFileSync } from 'node:fs'
import knex from 'knex'
import { operationsText, schemasText } from '../adapters/http/api/openapi/client.ts'
import { openApiOf } from '../adapters/http/api/openapi/document.ts'
import { house } from '../core/kernel/house.ts'
import { silent } from '../core/kernel/log.ts'
import { Seal } from '../core/kernel/seal.ts'
import { hooks, modules } from '../core/modules.ts'

// The document comes from the declarations alone: nothing is connected.
const db = knex({ client: 'pg' })
const document = openApiOf(house({ modules, hooks, db, seal: new Seal('nothing is sealed while a client is written'), log: silent }))
const write = (name: string, text: string) => writeFileSync(new URL(`../web-admin/api/${name}`, import.meta.url), text)
write('schemas.ts', schemasText(document))
write('operations.ts', operationsText(document))
await db.destroy()
process.stdout.write('web-admin/api is written.\n')
