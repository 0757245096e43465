import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../adapters/config/read.ts'
import { root } from './setup.mjs'

const page = readFileSync(join(root, 'docs/operations.md'), 'utf8')
const table = page.slice(page.indexOf('| variable | default |'), page.indexOf('## Back up'))
const rows = [...table.matchAll(/^\| `(\w+)` \|([^|]*)\|[^|]*\|$/gm)].map(([, name, otherwise]) => ({
  name: name!,
  otherwise: otherwise!.trim().replaceAll('`', ''),
}))

/** Every variable that the configuration reads, found in its own files. */
const known = () => {
  const folder = join(root, 'adapters/config')
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
  // Where the browser is, is a matter of the machine and not of the configuration.
  const paths = [...files.map((file) => join(folder, file)), join(root, 'adapters/whatsapp-web/chromium.ts')]
  const text = paths.map((path) => readFileSync(path, 'utf8')).join('\n')
  const read = [...text.matchAll(/\benv\.(\w+)|'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|MicrosoftApp\w+|To(?:Bot|Channel)From\w+)'/g)].map(
    ([, dotted, quoted]) => dotted ?? quoted!,
  )
  // Error codes and signals stand in quotes too.
  return [...new Set(read)].filter((name) => !/^(E|SIG)[A-Z]+$/.test(name) && name !== 'PATH').sort()
}

test('every variable that the configuration reads stands on the page, and no other', () => {
  expect(known()).toContain('DATABASE_URL')
  expect(rows.map(({ name }) => name).sort()).toEqual(known())
})

test('the defaults on the page are those of the program', () => {
  const config = readConfig({})
  const told = Object.fromEntries(rows.map(({ name, otherwise }) => [name, otherwise]))
  expect(told.PORT).toBe(String(config.http.port))
  expect(told.HOST).toBe(config.http.host)
  expect(told.TRUSTED_PROXIES).toBe(String(config.http.proxies))
  expect(told.API_RATE_PER_TOKEN).toBe(String(config.http.rates.perToken))
  expect(told.API_RATE_PER_ADDRESS).toBe(String(config.http.rates.perAddress))
  expect(told.DATA_DIR).toBe(config.dataDir)
  expect(told.LOG_LEVEL).toBe(config.logLevel)
  expect(readConfig({ PORT: '8080', HOST: '10.0.0.1' }).http.publicUrl).toBe(
    told.PUBLIC_URL!.replace('HOST', '10.0.0.1').replace('PORT', '8080'),
  )
  const teams = readConfig({ MicrosoftAppId: '00000000-0000-4000-8000-000000000001', MicrosoftAppPassword: 'password' }).channels.teams
  expect(told.MicrosoftAppType).toBe(teams?.appType)
})

test('the commands on the page are there, with the options that it names', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const called = [...page.matchAll(/npm (?:run )?(start|admin|backup|restore|audit:verify)\b/g)].map(([, name]) => name!)
  expect([...new Set(called)].sort()).toEqual(['admin', 'audit:verify', 'backup', 'restore', 'start'])
  for (const name of called) expect(scripts[name], name).toBeDefined()
  for (const [, name] of page.matchAll(/npm run ([\w:-]+)/g)) expect(scripts[name!], name).toBeDefined()
  const sources = ['admin', 'backup', 'restore', 'audit-verify']
    .map((name) => readFileSync(join(root, 'scripts', `${name}.ts`), 'utf8'))
    .join('\n')
  const options = [...page.matchAll(/`--([a-z-]+)| --(with-key|other-key|force|database|email|first|last|language)\b/g)].map(
    ([, one, other]) => one ?? other!,
  )
  for (const option of options) expect(sources, option).toMatch(new RegExp(`\\b${option}'?: \\{ type:`))
})
