/** For tests: a process of its own that holds an account on WhatsApp Web, and says so in lines on stdout. To be killed. */
import { giveSign } from '../../core/kernel/alive.ts'
import { openPool } from '../../core/kernel/db.ts'
import { house as buildHouse } from '../../core/kernel/house.ts'
import { silent } from '../../core/kernel/log.ts'
import { Seal } from '../../core/kernel/seal.ts'
import { hooks, modules } from '../../core/modules.ts'
import { startWeb } from './testing.ts'

const { url, accountId, host, dataDir } = JSON.parse(process.env.OWNER ?? '{}') as {
  url: string
  accountId: string
  host: string
  dataDir: string
}
const sign = await giveSign(url, silent)
const house = buildHouse({
  modules,
  hooks,
  db: openPool(url, 4),
  seal: new Seal('a secret that only the tests know and nobody else'),
  log: silent,
  clock: () => new Date(),
  owner: sign.owner,
})
const web = startWeb({ house, accountId, host, dataDir })
let wasConnected = false
setInterval(() => {
  if (web.isConnected() === wasConnected) return
  wasConnected = !wasConnected
  process.stdout.write(wasConnected ? 'connected\n' : 'left\n')
}, 50)
