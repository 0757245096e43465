// A process of its own that owns one data folder's PostgreSQL. It lives as long as somebody needs the server: the process that
// started it (its stdin) and every process that joined (a connection with the token). All of these close by themselves when a
// process is killed, so the server never outlives the last of its users, and the next start never meets an orphan it must guess about.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { binariesFor } from './binaries.ts'
import { clearOrphans, initialise, ownerRole, start } from './cluster.ts'
import { clusterIn, giveToOwner, placeFor } from './place.ts'

type Orders = { dataDir: string; careless: boolean; removeAfter: boolean }

const { dataDir, careless, removeAfter } = JSON.parse(process.argv[2] ?? '{}') as Orders
const urlFile = join(dataDir, 'database.url')
const meetingFile = join(dataDir, 'database.join')
const token = randomBytes(24).toString('hex')

const users = new Set<object>()
const locks: DatabaseSync[] = []
let ready = false
let stop = (): void => process.exit(1)

const tell = (message: object, to: NodeJS.WritableStream = process.stdout) => to.write(`${JSON.stringify(message)}\n`)

const leave = (user: object, stream: NodeJS.WritableStream) => {
  if (!users.delete(user)) return
  if (users.size > 0) tell({ left: true }, stream)
  else if (ready) stop()
}

/** Written beside and moved, so that nobody reads half of it, and readable by the owner alone. */
const writePrivately = (file: string, text: string) => {
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  giveToOwner(`${file}.new`, dataDir)
  renameSync(`${file}.new`, file)
}

/** An exclusive lock of SQLite is a lock of the operating system: it ends with this process, however that ends. False: somebody has it. */
const lock = (file: string) => {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return false
    throw error
  }
  giveToOwner(file, dataDir)
  locks.push(database)
  return true
}

const welcome = (socket: Socket) => {
  socket.on('error', () => socket.destroy())
  socket.once('data', (greeting) => {
    const said = Buffer.from(greeting.toString().trim())
    if (!ready || said.length !== token.length || !timingSafeEqual(said, Buffer.from(token))) return socket.destroy()
    users.add(socket)
    tell({ ready: readFileSync(urlFile, 'utf8').trim() }, socket)
    socket.on('end', () => leave(socket, socket)).on('close', () => leave(socket, socket))
  })
}

const main = async () => {
  // A careful umask would shut PostgreSQL's account out of its own folder; what is secret gets its mode by name.
  process.umask(0o022)
  users.add(process.stdin)
  process.stdin.resume().on('close', () => leave(process.stdin, process.stdout))
  process.stdout.on('error', () => {})
  // The users say when to stop. A service manager signals every process at once, and the app still needs the server to drain.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})

  const takeOrLeave = (folder: string) => {
    if (lock(join(folder, 'postgres.lock'))) return
    tell({ busy: true })
    process.exit(0)
  }
  takeOrLeave(dataDir)
  const place = placeFor(dataDir)
  // A copied data folder may point to the same database outside it.
  if (place.home !== dataDir) takeOrLeave(place.home)
  const binaries = binariesFor(place)
  if (await clearOrphans(clusterIn(place.home))) place.remarks.push('A database server that had lost its owner was stopped first.')
  const before = existsSync(urlFile) ? URL.parse(readFileSync(urlFile, 'utf8').trim()) : undefined
  const password = initialise(place, binaries, before?.password || undefined, careless)
  const { server, port, ended } = await start(place, binaries, Number(before?.port) || undefined, careless)
  let stopping = false
  stop = () => {
    stopping = true
    ready = false
    rmSync(meetingFile, { force: true })
    server.kill('SIGINT')
  }
  void ended.then(() => {
    rmSync(meetingFile, { force: true })
    if (removeAfter) for (const folder of [place.home, dataDir]) rmSync(folder, { recursive: true, force: true })
    process.exit(stopping ? 0 : 1)
  })
  const ownerUrl = `postgresql://${ownerRole}:${password}@127.0.0.1:${port}/parley`
  if (before?.href !== ownerUrl) writePrivately(urlFile, `${ownerUrl}\n`)

  const door = createServer({ allowHalfOpen: true }, welcome)
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  writePrivately(meetingFile, JSON.stringify({ port: typeof address === 'object' ? address?.port : 0, token }))
  for (const remark of place.remarks) tell({ remark })
  ready = true
  tell({ ready: ownerUrl })
  if (users.size === 0) stop()
}

main().catch((error: unknown) => {
  tell({ failed: error instanceof Error ? error.message : String(error) })
  console.error(error)
  stop()
})
