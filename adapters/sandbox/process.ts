import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Seed } from './start.ts'

/** The bot's registration at the stand-in of Microsoft. */
const SANDBOX_APP = '5a4db0c5-0000-4000-8000-00000000b07a'
const STARTS_WITHIN_MS = 20_000

const Kept = z.object({
  appUrl: z.string(),
  url: z.string(),
  slackApiUrl: z.string(),
  teamsUrl: z.string(),
  graphUrl: z.string(),
  whatsappWebHost: z.string(),
  slackSigningSecret: z.string(),
  slackBotToken: z.string(),
  teamsAppId: z.string(),
  teamsAppPassword: z.string(),
  whatsappAppSecret: z.string(),
  whatsappAccessToken: z.string(),
  whatsappPhoneNumberId: z.string(),
  whatsappBusinessId: z.string(),
  whatsappVerifyToken: z.string(),
})

/** Where the stand-ins are, and the credentials that they accept. */
export type SandboxAccess = z.infer<typeof Kept>

/**
 * Starts the stand-ins as a process of their own, or joins those that an app which was killed has left running for this data folder.
 * Rejects with a sentence when they do not come up.
 */
export const joinSandbox = async (options: {
  dataDir: string
  appUrl: string
  seed: Seed
}): Promise<SandboxAccess & { stop(): Promise<void> }> => {
  const file = join(options.dataDir, 'sandbox.json')
  const before = keptIn(file)
  if (before && before.appUrl === options.appUrl && (await answers(before.url))) return { ...before, stop: () => stop(before.url) }
  if (before && (await answers(before.url))) await stop(before.url)
  const access = await start(options, file)
  return { ...access, stop: () => stop(access.url) }
}

const keptIn = (file: string): SandboxAccess | null => {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

const answers = async (url: string) => {
  try {
    return (await fetch(`${url}/control/calls`, { signal: AbortSignal.timeout(2000) })).status < 500
  } catch {
    return false
  }
}

const stop = async (url: string) => {
  // It may be gone already, which is what is wanted.
  await fetch(`${url}/control/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(3000),
  }).catch(() => {})
}

const start = async ({ dataDir, appUrl, seed }: { dataDir: string; appUrl: string; seed: Seed }, file: string): Promise<SandboxAccess> => {
  const secret = (bytes = 16) => randomBytes(bytes).toString('hex')
  const credentials = {
    slackSigningSecret: secret(),
    slackBotToken: `xoxb-sandbox-${secret()}`,
    teamsAppId: SANDBOX_APP,
    teamsAppPassword: secret(),
    whatsappAppSecret: secret(),
    whatsappAccessToken: `EAASANDBOX${secret()}`,
    whatsappPhoneNumberId: '106540352242922',
    whatsappBusinessId: '102290129340398',
    whatsappVerifyToken: secret(),
  }
  const seedFile = join(dataDir, 'sandbox-seed.json')
  writeFileSync(seedFile, JSON.stringify(seed), { mode: 0o600 })
  const errors = openSync(join(dataDir, 'sandbox.log'), 'a', 0o600)
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    detached: true,
    stdio: ['ignore', 'pipe', errors],
    env: {
      PATH: process.env.PATH,
      ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      SANDBOX_APP_URL: appUrl,
      SANDBOX_SLACK_SIGNING_SECRET: credentials.slackSigningSecret,
      SANDBOX_SLACK_BOT_TOKEN: credentials.slackBotToken,
      SANDBOX_TEAMS_APP_ID: credentials.teamsAppId,
      SANDBOX_TEAMS_APP_PASSWORD: credentials.teamsAppPassword,
      SANDBOX_WHATSAPP_APP_SECRET: credentials.whatsappAppSecret,
      SANDBOX_WHATSAPP_ACCESS_TOKEN: credentials.whatsappAccessToken,
      SANDBOX_WHATSAPP_PHONE_NUMBER_ID: credentials.whatsappPhoneNumberId,
      SANDBOX_WHATSAPP_VERIFY_TOKEN: credentials.whatsappVerifyToken,
      SANDBOX_SEED: seedFile,
    },
  })
  const ready = await firstLine(child)
  child.unref()
  const access = Kept.parse({ appUrl, ...ready, ...credentials })
  writeFileSync(file, JSON.stringify(access), { mode: 0o600 })
  chmodSync(file, 0o600)
  return access
}

/** The line in which it says where it is; afterwards its pipe is let go, so that neither side holds the other. */
const firstLine = (child: ReturnType<typeof spawn>) =>
  new Promise<object>((resolve, reject) => {
    const { stdout } = child
    if (!stdout) return reject(new Error('The sandbox has no voice.'))
    const late = setTimeout(
      () => reject(new Error('The sandbox did not start in time. Its log is sandbox.log in the data folder.')),
      STARTS_WITHIN_MS,
    )
    let text = ''
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`The sandbox ended with ${code} before it was ready. Its log is sandbox.log in the data folder.`)),
    )
    stdout.on('data', (part: Buffer) => {
      text += part.toString()
      const end = text.indexOf('\n')
      if (end < 0) return
      clearTimeout(late)
      child.removeAllListeners('exit')
      stdout.destroy()
      resolve(JSON.parse(text.slice(0, end)) as object)
    })
  })
