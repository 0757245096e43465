// A process that opens a data folder as the app does, for open.test.ts: says its urls, then waits for SIGTERM.
import { openDatabase } from './open.ts'

const remarks: string[] = []
try {
  const database = await openDatabase({ dataDir: process.argv[2] ?? '', log: (sentence) => remarks.push(sentence), careless: true })
  process.on('SIGTERM', () => void database.stop().then(() => process.exit(0)))
  setInterval(() => {}, 60_000)
  console.log(JSON.stringify({ ownerUrl: database.ownerUrl, appUrl: database.appUrl, remarks }))
} catch (error) {
  console.log(JSON.stringify({ failed: error instanceof Error ? error.message : String(error), remarks }))
  process.exitCode = 1
}
