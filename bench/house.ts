// The house as `server.ts` brings it up, for platforms that take messages as fast as one gives them.
import { readConfig } from '../adapters/config/read.ts'
import { makeLog } from '../adapters/log/log.ts'
import { start } from '../server.ts'

const config = readConfig(process.env)
const paces = { slack: { perSecond: 1e6, burst: 1e6 }, 'whatsapp-cloud': { perSecond: 1e6, burst: 1e6 } }
const running = await start(config, makeLog({ level: config.logLevel }), () => {}, { paces })
process.stdout.write(`${JSON.stringify({ url: running.url })}\n`)

process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)))
