import { spawn } from 'node:child_process'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const whatsapp = {
  appSecret: 'the app secret of these proofs',
  accessToken: 'EAAPROOF',
  phoneNumberId: '106540352242922',
  businessId: '102290129340398',
  verifyToken: 'the verify token of these proofs',
}

export type StandIn = { url: string; graphUrl: string; stop(): void }

/** The stand-ins of the chat platforms as a process of their own, which delivers to `appUrl`. */
export const startStandIn = async (parts: {
  appUrl: string
  folder: string
  phones: { phone: string; name: string }[]
}): Promise<StandIn> => {
  const seed = join(parts.folder, 'stand-in.json')
  writeFileSync(seed, JSON.stringify({ company: 'Proof', staff: [], channels: [], phones: parts.phones }))
  const program = fileURLToPath(new URL('../../adapters/sandbox/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', new URL('../../scripts/lifeline.mjs', import.meta.url).href, program], {
    stdio: ['ignore', 'pipe', openSync(join(parts.folder, 'stand-in.log'), 'a')],
    env: {
      PATH: process.env.PATH,
      SANDBOX_APP_URL: parts.appUrl,
      SANDBOX_SLACK_SIGNING_SECRET: 'a signing secret',
      SANDBOX_SLACK_BOT_TOKEN: 'xoxb-proof',
      SANDBOX_WHATSAPP_APP_SECRET: whatsapp.appSecret,
      SANDBOX_WHATSAPP_ACCESS_TOKEN: whatsapp.accessToken,
      SANDBOX_WHATSAPP_PHONE_NUMBER_ID: whatsapp.phoneNumberId,
      SANDBOX_WHATSAPP_VERIFY_TOKEN: whatsapp.verifyToken,
      SANDBOX_SEED: seed,
    },
  })
  const said = await new Promise<{ url: string; graphUrl: string }>((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`The stand-ins ended with ${code}; stand-in.log in ${parts.folder} says why.`)))
    child.stdout!.on('data', (part: Buffer) => {
      text += part.toString()
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]!) as { url: string; graphUrl: string })
    })
  })
  return { url: said.url, graphUrl: said.graphUrl, stop: () => void child.kill('SIGKILL') }
}
