import { Client } from 'pg'
import { expect, test } from 'vitest'
import { ensureDatabase, withDatabase } from './databases.ts'
import { freshDatabase } from './testing.ts'

const nameIn = async (url: string) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  await client.end()
  return rows[0]?.name
}

test('a database asked for twice at once is made once', async () => {
  const { ownerUrl, drop } = await freshDatabase()
  const name = `${await nameIn(ownerUrl)} "copy"`
  const urls = await Promise.all([ensureDatabase(ownerUrl, name), ensureDatabase(ownerUrl, name)])
  expect(urls).toEqual([withDatabase(ownerUrl, name), withDatabase(ownerUrl, name)])
  expect(await nameIn(urls[0])).toBe(name)
  await drop()
})

test('two test files never share a database', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
  expect(await nameIn(one.ownerUrl)).not.toBe(await nameIn(two.ownerUrl))
  expect(await nameIn(one.appUrl)).toBe(await nameIn(one.ownerUrl))
  await Promise.all([one.drop(), two.drop()])
  await expect(nameIn(one.ownerUrl)).rejects.toThrow(/does not exist/)
})
