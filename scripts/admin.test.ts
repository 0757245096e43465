import { expect, inject, test } from 'vitest'
import { readConfig } from '../adapters/config/read.ts'
import { silent } from '../core/kernel/log.ts'
import { start } from '../server.ts'
import { asked, databaseToBe, ground, run, testSecret } from './testing.ts'

const ana = ['create', '--email', 'ana@example.com', '--first', 'Ana', '--last', 'Pop']

test('a real company begins without a console: an admin before the first start, a token at it, and its own name by that token', async () => {
  const env = {
    DATABASE_URL: databaseToBe(inject('testServer').ownerUrl),
    DATA_DIR: ground(),
    PARLEY_SECRET_KEY: testSecret,
    SANDBOX: 'off',
  }
  const made = await run('admin.ts', ana, { env })
  expect([made.code, made.err]).toEqual([0, ''])
  expect(made.out).toMatch(
    /^Ana Pop is an admin\.\nSign in to the console, once, within an hour: http:\/\/127\.0\.0\.1:3000\/admin\/enter#[\w-]{43}\nThe code for Ana Pop is [0-9A-Z]{8}\..*\/parley link [0-9A-Z]{8}\. It is not shown again\.\n$/,
  )

  const told: string[] = []
  const running = await start(readConfig({ ...env, PORT: '0' }), silent, (line) => told.push(line))
  try {
    const token = /parley_[\w-]+/.exec(told.join('\n'))?.[0]
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const company = {
      legalName: 'Pop SRL',
      taxId: 'RO1234',
      street: 'Str. Lungă 1',
      city: 'Brașov',
      country: 'RO',
      currency: 'RON',
      timeZone: 'Europe/Bucharest',
      language: 'ro',
    }
    const body = JSON.stringify({ input: company })
    const answer = await fetch(`${running.url}/api/v1/actions/company.create`, { method: 'POST', headers, body })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Pop SRL')])
    const staff = await fetch(`${running.url}/api/v1/staff`, { headers })
    expect(await staff.json()).toMatchObject({ items: [{ email: 'ana@example.com', roles: ['admin'] }] })
    expect(await asked(env.DATABASE_URL, 'select count(*)::int as count from events')).not.toEqual([{ count: 0 }])
  } finally {
    await running.stop()
  }
})

test('what is missing or cannot be used is said in a sentence', async () => {
  const env = { DATABASE_URL: databaseToBe(inject('testServer').ownerUrl), DATA_DIR: ground(), PARLEY_SECRET_KEY: testSecret }
  const whom = await run('admin.ts', ['create', '--email', 'ana@example.com'], { env })
  expect([whom.code, whom.err]).toEqual([1, expect.stringMatching(/^Whom\? npm run admin -- create --email /)])
  const wrong = await run('admin.ts', ana.with(2, 'ana'), { env })
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/^This cannot be used: email: /)])
  const inSandbox = await run('admin.ts', ana, { env: { ...env, SANDBOX: 'on' } })
  expect([inSandbox.code, inSandbox.err]).toEqual([1, expect.stringMatching(/^The sandbox is on, which has its own people\./)])
})
