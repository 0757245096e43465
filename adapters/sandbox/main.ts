import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { startSandbox } from './start.ts'

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SANDBOX_APP_URL: z.url({ protocol: /^https?$/ }),
  SANDBOX_SLACK_SIGNING_SECRET: z.string().min(1),
  SANDBOX_SLACK_BOT_TOKEN: z.string().min(1),
  SANDBOX_TEAMS_APP_ID: z.string().min(1).optional(),
  SANDBOX_TEAMS_APP_PASSWORD: z.string().min(1).optional(),
  SANDBOX_WHATSAPP_APP_SECRET: z.string().min(1),
  SANDBOX_WHATSAPP_ACCESS_TOKEN: z.string().min(1),
  SANDBOX_WHATSAPP_PHONE_NUMBER_ID: z.string().regex(/^\d+$/, 'should be digits'),
  SANDBOX_WHATSAPP_VERIFY_TOKEN: z.string().min(1),
  SANDBOX_SEED: z.string().min(1),
})

const Seed = z.object({
  company: z.string().optional(),
  staff: z.array(z.object({ slackUserId: z.string().regex(/^U[0-9A-Z]{2,}$/), name: z.string(), email: z.email() })),
  channels: z.array(z.object({ id: z.string().regex(/^C[0-9A-Z]{2,}$/), name: z.string() })),
  teams: z
    .object({
      team: z.string(),
      users: z.array(z.object({ aadObjectId: z.uuid(), name: z.string(), email: z.email() })),
      channels: z.array(z.object({ id: z.string().regex(/^19:[^;]+$/), name: z.string() })),
    })
    .exactOptional(),
  phones: z.array(z.object({ phone: z.string(), name: z.string(), client: z.string().default('') })),
  templates: z.array(z.record(z.string(), z.unknown())).optional(),
})

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const read = <T>(shape: z.ZodType<T>, value: unknown, what: (issue: z.core.$ZodIssue) => string): T => {
  const parsed = shape.safeParse(value)
  return parsed.success ? parsed.data : fail(what(parsed.error.issues[0]!))
}

const environment = read(Environment, process.env, (issue) => `${issue.path.join('.')}: ${issue.message}`)
let given: unknown
try {
  given = JSON.parse(readFileSync(environment.SANDBOX_SEED, 'utf8'))
} catch {
  fail(`SANDBOX_SEED should be the path of a JSON file; ${environment.SANDBOX_SEED} is none.`)
}
const { templates, company, ...seed } = read(Seed, given, (issue) => `SANDBOX_SEED: ${issue.path.join('.')}: ${issue.message}`)

const leave = async () => {
  await sandbox.stop()
  process.exit(0)
}
const sandbox = await startSandbox({
  port: environment.SANDBOX_PORT,
  appUrl: environment.SANDBOX_APP_URL,
  slackSigningSecret: environment.SANDBOX_SLACK_SIGNING_SECRET,
  slackBotToken: environment.SANDBOX_SLACK_BOT_TOKEN,
  ...(environment.SANDBOX_TEAMS_APP_ID ? { teamsAppId: environment.SANDBOX_TEAMS_APP_ID } : {}),
  ...(environment.SANDBOX_TEAMS_APP_PASSWORD ? { teamsAppPassword: environment.SANDBOX_TEAMS_APP_PASSWORD } : {}),
  whatsappAppSecret: environment.SANDBOX_WHATSAPP_APP_SECRET,
  whatsappAccessToken: environment.SANDBOX_WHATSAPP_ACCESS_TOKEN,
  whatsappPhoneNumberId: environment.SANDBOX_WHATSAPP_PHONE_NUMBER_ID,
  whatsappVerifyToken: environment.SANDBOX_WHATSAPP_VERIFY_TOKEN,
  seed: { ...seed, ...(company ? { company } : {}), ...(templates ? { templates } : {}) },
  onStop: () => void leave(),
})
process.on('SIGTERM', () => void leave())
process.on('SIGINT', () => void leave())
// The starter may be gone and its pipe with it.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
process.stdout.write(
  `${JSON.stringify({ ready: true, url: sandbox.url, slackApiUrl: sandbox.slackApiUrl, teamsUrl: sandbox.teamsUrl, graphUrl: sandbox.graphUrl, whatsappWebHost: sandbox.whatsappWebHost })}\n`,
)
