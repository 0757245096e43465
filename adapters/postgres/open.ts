import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { appRole, appUrlOnForeignServer, databaseName, ensureAppLogin, ensureDatabase } from './databases.ts'
import { type Hold, type HoldOptions, holdServer } from './hold.ts'

export type OpenOptions = {
  /** Where the embedded server keeps its files; made if missing. Not used with `databaseUrl`. */
  dataDir: string
  /** A server of the operator's own (DATABASE_URL). */
  databaseUrl?: string | undefined
  /** The app's restricted account on that server (DATABASE_APP_URL). */
  databaseAppUrl?: string | undefined
  /** Open it although a restore has not finished in it: for the restore itself. (Default: false) */
  unfinished?: boolean
  /** Told what an operator should know, a sentence at a time. */
  log: (sentence: string) => void
  /** Told when the server is gone for good or has moved, so that every connection is void: the process should end. */
  onLost?: ((sentence: string) => void) | undefined
} & Pick<HoldOptions, 'careless' | 'removeAfter'>

export type OpenDatabase = {
  /** Owns the tables: for migrations and for `ensureDatabase`. */
  ownerUrl: string
  /** For everything else: without UPDATE, DELETE and TRUNCATE on `events`. */
  appUrl: string
  /** The role that the migrations grant to and restrict. Undefined: app and owner are one account. */
  appRole: string | undefined
  /** Gives the server up; resolves when it has stopped, or at once when others use it. Close the pools first. */
  stop: () => Promise<void>
}

/**
 * Opens the database `parley`: on the given server, or on an embedded one that starts here or is joined where it already runs
 * for this data folder. Throws a sentence for the operator when that is not possible.
 */
export const openDatabase = async (options: OpenOptions): Promise<OpenDatabase> => {
  if (options.databaseUrl) return openForeign(options.databaseUrl, options)
  const dataDir = folder(options.dataDir)
  const { log, careless, removeAfter, unfinished = false } = options
  const holdOptions: HoldOptions = { dataDir, log, ...(careless ? { careless } : {}), ...(removeAfter ? { removeAfter } : {}) }
  const keeper = await keepHeld(holdOptions, options.onLost ?? log)
  try {
    const ownerUrl = await ensureDatabase(keeper.ownerUrl, 'parley', { unfinished })
    return { ownerUrl, appUrl: await ensureAppLogin(ownerUrl), appRole, stop: keeper.release }
  } catch (error) {
    await keeper.release()
    throw error
  }
}

/** Starts the server again when it was killed under us. It comes back on its old port, so that pools heal by themselves. */
const keepHeld = async (options: HoldOptions, onLost: (sentence: string) => void): Promise<Pick<Hold, 'ownerUrl' | 'release'>> => {
  let hold = await holdServer(options)
  let released = false
  const { ownerUrl } = hold
  const watch = async () => {
    for (;;) {
      await hold.lost
      if (released) return
      options.log('The database server was stopped from outside; it is being started again.')
      hold = await holdServer(options)
      if (released) return hold.release()
      if (hold.ownerUrl !== ownerUrl)
        return onLost('The database server came back on another port, because its own was taken meanwhile. Parley must start again.')
    }
  }
  void watch().catch((error: Error) => onLost(`The database server is gone and could not be started again: ${error.message}`))
  return {
    ownerUrl,
    release: () => {
      released = true
      return hold.release()
    },
  }
}

const openForeign = async (databaseUrl: string, { databaseAppUrl, log, unfinished = false }: OpenOptions): Promise<OpenDatabase> => {
  const ownerUrl = await ensureDatabase(databaseUrl, databaseName(databaseUrl) || 'parley', { unfinished })
  const stop = () => Promise.resolve()
  if (databaseAppUrl) return { ownerUrl, appUrl: databaseAppUrl, appRole: decodeURIComponent(new URL(databaseAppUrl).username), stop }
  const appUrl = await appUrlOnForeignServer(ownerUrl)
  if (appUrl) return { ownerUrl, appUrl, appRole, stop }
  log(
    `The account in DATABASE_URL may not make the role ${appRole}, so nothing but the hash chain guards the event log. ` +
      `Make that role and grant it to the account, or set DATABASE_APP_URL.`,
  )
  return { ownerUrl, appUrl: ownerUrl, appRole: undefined, stop }
}

/** Absolute and without links: one folder, one server, however it is named. */
const folder = (path: string) => {
  const dataDir = resolve(path)
  if (!existsSync(dataDir)) {
    mkdirSync(dataDir, { recursive: true })
    // As root the server runs under another account, which must be able to walk through.
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
  }
  return realpathSync(dataDir)
}
