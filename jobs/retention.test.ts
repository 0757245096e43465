import { expect, test } from 'vitest'
import { KEYS_LIVE_DAYS } from '../core/kernel/idempotency.ts'
import { ensureAccount } from '../core/modules/conversations/actions/account.ts'
import { openConversation } from '../core/modules/conversations/actions/conversation.ts'
import { keepAnswer, storeInbound } from '../core/modules/conversations/incoming.ts'
import { editSetting } from '../core/modules/settings/module.ts'
import { hooks, modules } from '../core/modules.ts'
import { MONDAY, testHouse } from '../core/testing.ts'
import { sums } from '../scripts/testing.ts'
import { retention, sweeper } from './sweeps.ts'

const at = testHouse(modules, hooks)
const DAY_MS = 24 * 3_600_000
const daysAgo = (days: number) => new Date(MONDAY.getTime() - days * DAY_MS)

test('what is older than thirty days goes: platforms’ own words, answers of presses, stray reports, keys; and nothing else', async () => {
  const self = at.house.self('t')
  const account = await at.house.perform(self, ensureAccount, { input: { kind: 'whatsapp-cloud', name: 'WhatsApp', externalId: '1' } })
  const accountId = account.id!
  await at.house.perform(self, openConversation, {
    input: { accountId, externalUserId: '+40700000101', phone: '+40700000101', profileName: null },
  })
  const came = async (key: string, lane: 'message' | 'press', days: number) => {
    const content = { text: `words of ${key}` }
    const arrived = {
      accountId,
      key,
      lane,
      messageId: key,
      userId: '+40700000101',
      kind: 'text',
      content,
      raw: { entry: key },
      at: daysAgo(days),
    }
    const id = await storeInbound(at.db, arrived, daysAgo(days))
    if (lane === 'press') await keepAnswer(at.db, id!, { said: key }, daysAgo(days))
  }
  for (const days of [1, 29, 31, 400]) {
    await came(`message ${days}`, 'message', days)
    await came(`press ${days}`, 'press', days)
    await at.db('stray_reports').insert({ account_id: accountId, external_id: `wamid.${days}`, state: 'read', at: daysAgo(days) })
    at.at(daysAgo(days))
    await at.house.perform(at.house.self('t'), editSetting.create, { input: { key: `set ${days}`, value: '1' }, key: `key ${days}` })
  }
  at.at(MONDAY)
  expect(KEYS_LIVE_DAYS).toBe(30)
  const before = await sums(at.ownerUrl)

  await sweeper(at.house, retention)(MONDAY)

  const rows = await at.db('inbound').orderBy('platform_at').orderBy('key').select('key', 'raw', 'content', 'answer')
  const whole = (key: string, answer: object | null) => ({ key, raw: { entry: key }, content: { text: `words of ${key}` }, answer })
  expect(rows).toEqual([
    // A message's words belong to its conversation and stay; a press has been answered, and is only kept so that it is not taken twice.
    { key: 'message 400', raw: null, content: { text: 'words of message 400' }, answer: null },
    { key: 'press 400', raw: null, content: {}, answer: null },
    { key: 'message 31', raw: null, content: { text: 'words of message 31' }, answer: null },
    { key: 'press 31', raw: null, content: {}, answer: null },
    whole('message 29', null),
    whole('press 29', { said: 'press 29' }),
    whole('message 1', null),
    whole('press 1', { said: 'press 1' }),
  ])
  expect(await at.db('stray_reports').orderBy('at').pluck('external_id')).toEqual(['wamid.29', 'wamid.1'])
  expect(await at.db('idempotency_keys').orderBy('created_at').pluck('key')).toEqual(['key 29', 'key 1'])

  const after = await sums(at.ownerUrl)
  const changed = Object.keys(before).filter((table) => before[table] !== after[table])
  expect(changed).toEqual(['idempotency_keys', 'inbound', 'stray_reports'])
  await sweeper(at.house, retention)(MONDAY)
  expect(await sums(at.ownerUrl)).toEqual(after)
})
