import { writeFileSync } from 'node:fs'
import { appPackage } from '../adapters/teams/package.ts'

const [appId = process.env.MicrosoftAppId ?? '', file = 'parley-teams.zip'] = process.argv.slice(2)
const publicUrl = process.env.PUBLIC_URL ?? ''
const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId))
  fail('Say the app id of the Azure Bot: npm run teams:package -- 00000000-0000-0000-0000-000000000000 (or set MicrosoftAppId).')
if (!publicUrl.startsWith('https://')) fail('PUBLIC_URL should be where Teams reaches Parley, beginning with https://.')
writeFileSync(file, appPackage({ appId, publicUrl }))
process.stdout.write(`${file} is ready. In Teams choose “Apps → Manage your apps → Upload an app” and pick it.\n`)
