import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { secrets, seed } from './cast.ts'
import { sandboxClient } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
const seedFile = join(folder, 'seed.json')
writeFileSync(seedFile, JSON.stringify(seed))
afterAll(() => rmSync(folder, { recursive: true }))

const environment = {
  SANDBOX_APP_URL: 'http://127.0.0.1:9',
  SANDBOX_SLACK_SIGNING_SECRET: secrets.slackSigningSecret,
  SANDBOX_SLACK_BOT_TOKEN: secrets.slackBotToken,
  SANDBOX_WHATSAPP_APP_SECRET: secrets.whatsappAppSecret,
  SANDBOX_WHATSAPP_ACCESS_TOKEN: secrets.whatsappAccessToken,
  SANDBOX_WHATSAPP_PHONE_NUMBER_ID: secrets.whatsappPhoneNumberId,
  SANDBOX_WHATSAPP_VERIFY_TOKEN: secrets.whatsappVerifyToken,
  SANDBOX_SEED: seedFile,
}

const start = (more: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env.PATH, ...environment, ...more },
  })
  let said = ''
  let complained = ''
  child.stderr.on('data', (chunk) => {
    complained += chunk
  })
  const ready = new Promise<{ url: string; slackApiUrl: string; graphUrl: string }>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('\n')) resolve(JSON.parse(said))
    })
    child.on('exit', () => reject(new Error(complained)))
  })
  const gone = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return { child, ready, gone }
}

test('says where it is in one line, and goes when the control door says so', async () => {
  const { ready, gone } = start()
  const { url, slackApiUrl, graphUrl } = await ready
  expect([slackApiUrl, graphUrl]).toEqual([`${url}/slack/api/`, `${url}/graph`])
  const client = sandboxClient(url)
  expect(await client.phone('+40700000101').say('nobody is there')).toMatchObject({ status: 0, error: 'refused' })
  await client.stop()
  expect(await gone).toBe(0)
})

test('goes on SIGTERM', async () => {
  const { child, ready, gone } = start()
  await ready
  child.kill('SIGTERM')
  expect(await gone).toBe(0)
})

test.for([
  ['SANDBOX_APP_URL', 'nowhere', 'SANDBOX_APP_URL'],
  ['SANDBOX_WHATSAPP_PHONE_NUMBER_ID', 'x', 'should be digits'],
  ['SANDBOX_SEED', '/nowhere.json', 'should be the path of a JSON file'],
] as const)('a faulty %s stops the start with a sentence', async ([name, value, sentence]) => {
  const { ready, gone } = start({ [name]: value })
  await expect(ready).rejects.toThrow(sentence)
  expect(await gone).toBe(1)
})
