import { expect, test } from 'vitest'
import { demoHouse } from '../core/demo/testing.ts'
import { asked, run } from './testing.ts'

const at = demoHouse()
const verify = () => run('audit-verify.ts', [], { env: { DATABASE_URL: at.ownerUrl } })
const eventOf = async (where: string) =>
  (await asked(at.ownerUrl, `select id, record, record_id, seq from events where ${where} order by id limit 1`))[0]!
const named = ({ record, record_id, seq }: Record<string, unknown>) => `BROKEN ${record} ${record_id}, event ${seq}: `

test('a log as it was written is whole, with the counts to compare', async () => {
  const { code, out } = await verify()
  const [counts] = await asked(at.ownerUrl, 'select count(*) as events, count(distinct (record, record_id)) as records from events')
  expect(out).toContain(`${counts!.events} events of ${counts!.records} records checked, 0 broken.`)
  expect(code).toBe(0)
})

test('each way of tampering is found and named, also by an owner who may do anything', async () => {
  const changed = await eventOf("record = 'address'")
  await asked(at.ownerUrl, `update events set body = replace(body, '"door":"system"', '"door":"slack"') where id = $1`, [changed.id])
  const columns = await eventOf("record = 'product'")
  await asked(at.ownerUrl, "update events set action = 'product.remove' where id = $1", [columns.id])
  const follower = await eventOf('seq = 2')
  await asked(at.ownerUrl, 'delete from outbox where event_id in (select id from events where record_id = $1 and seq = 1)', [
    follower.record_id,
  ])
  await asked(at.ownerUrl, 'delete from events where record_id = $1 and seq = 1', [follower.record_id])

  const { code, out } = await verify()
  expect(out).toContain(`${named(changed)}its text is not the one that was written`)
  expect(out).toContain(`${named(columns)}its columns say something else than its text`)
  expect(out).toContain(`${named(follower)}it does not follow the one before it`)
  expect(out).toContain(', 4 broken.')
  expect(code).toBe(1)
})

test('a text that is no JSON any more is named and breaks nothing else', async () => {
  const cut = await eventOf("record = 'staff'")
  await asked(at.ownerUrl, 'update events set body = left(body, 10) where id = $1', [cut.id])
  const { code, out, err } = await verify()
  expect(out).toContain(`${named(cut)}its text cannot be read`)
  expect([code, err]).toEqual([1, ''])
})

test('a database that is not there, or holds nothing of ours, is said in one sentence', async () => {
  const nowhere = await run('audit-verify.ts', ['--database', 'parley_nowhere'], { env: { DATABASE_URL: at.ownerUrl } })
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringMatching(/^There is no database "parley_nowhere" on this server\. .*\n$/)])
  const foreign = await run('audit-verify.ts', ['--database', 'postgres'], { env: { DATABASE_URL: at.ownerUrl } })
  expect([foreign.code, foreign.err]).toEqual([1, 'The database "postgres" holds nothing of Parley\'s yet.\n'])
})
