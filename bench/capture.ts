import { openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { Client } from 'pg'

/** A statement as the server's log has it, with its values by their places. */
export type Statement = { pid: number; sql: string; values: (string | null)[] }

/**
 * From now on the server writes down every statement, with its values, that a new connection says to this database; `false` ends that. The
 * server's log keeps nobody's words otherwise; here everybody is made up.
 */
export const writeDown = async (ownerUrl: string, on: boolean) => {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ name: string }>('select current_database() as name')
    for (const [setting, value] of Object.entries({ log_statement: 'all', log_error_verbosity: 'default' }))
      await owner.query(`alter database ${rows[0]!.name} ${on ? `set ${setting} = '${value}'` : `reset ${setting}`}`)
  } finally {
    await owner.end()
  }
}

/** What the house says to the database while `work` runs, without the job clock and the sign of life, which have connections of their own. */
export const captured = async ({ dataDir, db }: { dataDir: string; db: Knex }, work: () => Promise<unknown>): Promise<Statement[]> => {
  const log = join(dataDir, 'postgres.log')
  const from = statSync(log).size
  await work()
  const { rows } = await db.raw<{ rows: { pid: number }[] }>(`select pid from pg_stat_activity where application_name <> 'parley'`)
  const clocks = new Set(rows.map(({ pid }) => pid))
  return statementsIn(textFrom(log, from)).filter(({ pid }) => !clocks.has(pid))
}

const textFrom = (path: string, from: number) => {
  const buffer = Buffer.alloc(statSync(path).size - from)
  readSync(openSync(path, 'r'), buffer, 0, buffer.length, from)
  return buffer.toString()
}

/** `2026-… UTC [17] LOG:  execute <unnamed>: …`, the lines of a longer statement indented, its values in a DETAIL of the same process. */
export const statementsIn = (log: string): Statement[] => {
  const found: Statement[] = []
  const last = new Map<number, Statement>()
  for (const entry of log.split(/\n(?=\d{4}-\d\d-\d\d )/)) {
    const [, pid, kind, text = ''] = /^\S+ \S+ \S+ \[(\d+)\] (\w+): {2}([\s\S]*)$/.exec(entry) ?? []
    const said = text.trimEnd().replaceAll('\n\t', '\n')
    const sql = kind === 'LOG' ? /^(?:execute [^:]+|statement): ([\s\S]*)$/.exec(said)?.[1] : undefined
    if (sql) {
      const statement = { pid: Number(pid), sql: sql.replace(/;\s*$/, ''), values: [] }
      found.push(statement)
      last.set(statement.pid, statement)
    } else if (kind === 'DETAIL') {
      const values = /^Parameters: ([\s\S]*)$/i.exec(said)?.[1]
      const statement = last.get(Number(pid))
      if (values && statement) statement.values = valuesIn(values)
    }
  }
  return found
}

const valuesIn = (text: string) => {
  const values: (string | null)[] = []
  for (const [, place, quoted] of text.matchAll(/\$(\d+) = (?:'((?:[^']|'')*)'|NULL)/g))
    values[Number(place) - 1] = quoted === undefined ? null : quoted.replaceAll("''", "'")
  return values
}

/**
 * The statements as one session can say them: each transaction in one piece, in the place of its commit, so that nothing is read before it
 * was written; what was not in a transaction in its own place. Rolled back transactions stay.
 */
export const inOneSession = (statements: readonly Statement[]): Statement[] => {
  const told: Statement[] = []
  const open = new Map<number, Statement[]>()
  for (const statement of statements) {
    const word = /^\s*(\w+)/.exec(statement.sql)?.[1]?.toLowerCase()
    if (word === 'begin') open.set(statement.pid, [])
    const transaction = open.get(statement.pid)
    if (!transaction) {
      told.push(statement)
      continue
    }
    transaction.push(statement)
    if (word === 'commit' || (word === 'rollback' && !/\bto\b/i.test(statement.sql))) {
      told.push(...transaction)
      open.delete(statement.pid)
    }
  }
  return told
}
