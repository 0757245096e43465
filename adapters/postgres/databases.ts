import { createHmac } from 'node:crypto'
import { Client } from 'pg'

/** The role the app works as: it may read and write, and the migrations take UPDATE, DELETE and TRUNCATE on `events` from it. */
export const appRole = 'parley_app'

/** The same server and account, another database. */
export const withDatabase = (url: string, name: string) => {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** The database that a url names; an empty string where it names none. */
export const databaseName = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1))

/** The sandbox's database on the server of `url`: beside the other one (`parley_sandbox`), so that going live starts empty. */
export const sandboxName = (url: string) => `${databaseName(url).slice(0, 50)}_sandbox`

/**
 * Makes the database on the server of `url` if it is missing, and returns its url. Throws a sentence when that account may not, and
 * where a restore has not finished, unless `unfinished` says that this is known.
 */
export const ensureDatabase = async (url: string, name: string, { unfinished = false } = {}): Promise<string> => {
  const target = withDatabase(url, name)
  if (await answers(target)) {
    if (!unfinished) await refuseUnfinished(target)
    return target
  }
  const client = await connectSomewhere(url)
  try {
    const found = await client.query('select from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    // Two processes may start at the same moment: the other one made it.
    if (!hasCode(error, '42P04', '23505')) throw sentence(error, `The database "${name}" is missing and could not be made`)
  } finally {
    await client.end()
  }
  return target
}

/**
 * Lets the app role log in to an embedded server, and returns the app's url. Its password is derived from the owner's,
 * so that one secret is kept, not two.
 */
export const ensureAppLogin = async (ownerUrl: string): Promise<string> => {
  const password = createHmac('sha256', new URL(ownerUrl).password).update(appRole).digest('base64url')
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [appRole])
    const found = await client.query('select from pg_roles where rolname = $1', [appRole])
    await client.query(`${found.rowCount ? 'alter' : 'create'} role ${appRole} login password '${password}'`)
    await client.query('commit')
  } finally {
    await client.end()
  }
  const app = new URL(ownerUrl)
  app.username = appRole
  app.password = password
  return app.href
}

/**
 * The app's url on a server that is not ours: the same account, stepped down to the app role on each connection.
 * Undefined where the account may not make that role or the server (a pooler) refuses the step.
 */
export const appUrlOnForeignServer = async (url: string): Promise<string | undefined> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query('select from pg_roles where rolname = $1', [appRole])
    if (found.rowCount === 0) await client.query(`create role ${appRole} nologin`)
    const member = await client.query<{ may: boolean }>("select pg_has_role(current_user, $1, 'set') as may", [appRole])
    if (!member.rows[0]?.may) await client.query(`grant ${appRole} to current_user`)
  } catch (error) {
    if (!hasCode(error, '42501', '42710', '23505')) throw error
  } finally {
    await client.end()
  }
  const app = new URL(url)
  app.searchParams.set('options', `${app.searchParams.get('options') ?? ''} -c role=${appRole}`.trim())
  return (await answers(app.href)) ? app.href : undefined
}

const answers = async (url: string) => {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    return true
  } catch (error) {
    // Missing database, role we may not take, parameter a pooler does not know: those are answers. A dead server is not.
    if (error instanceof Error && 'code' in error && /^(3D000|42501|22023|08P01|0A000|28000)$/.test(String(error.code))) return false
    throw sentence(error, 'The database cannot be reached')
  } finally {
    await client.end().catch(() => {})
  }
}

/** A database in which a restore stopped half-way must not be taken for an empty or a whole one. */
export const refuseUnfinished = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ marked: boolean }>("select to_regclass('restore_unfinished') is not null as marked")
    if (rows[0]?.marked)
      throw new Error(
        `The restore of the database "${databaseName(url)}" has not finished, so nothing may start on it. Run \`npm run restore -- FILE\` again; it begins anew.`,
      )
  } finally {
    await client.end().catch(() => {})
  }
}

/** The database named in the url may be the one that is missing; `postgres` is there on nearly every server. */
const connectSomewhere = async (url: string) => {
  for (const candidate of [url, withDatabase(url, 'postgres')]) {
    const client = new Client({ connectionString: candidate })
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      if (!hasCode(error, '3D000')) throw sentence(error, 'The database cannot be reached')
    }
  }
  throw new Error('Neither the database in DATABASE_URL nor "postgres" exists on that server. Make one of them.')
}

const hasCode = (error: unknown, ...codes: string[]) => error instanceof Error && 'code' in error && codes.includes(String(error.code))

const sentence = (error: unknown, what: string) =>
  new Error(`${what}: ${error instanceof Error ? error.message : String(error)}.`, { cause: error })
