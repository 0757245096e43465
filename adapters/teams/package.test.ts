import { expect, test } from 'vitest'
import { appPackage } from './package.ts'

const made = () => appPackage({ appId: '11111111-2222-3333-4444-555555555555', publicUrl: 'https://crm.example.com/' })

/** The files of a zip in which nothing is pressed, by their local heads. */
const filesIn = (zip: Buffer) => {
  const files = new Map<string, Buffer>()
  for (let at = 0; zip.toString('latin1', at, at + 4) === 'PK\x03\x04'; ) {
    const [size, name, extra] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)]
    const from = at + 30 + name + extra
    files.set(zip.toString('utf8', at + 30, at + 30 + name), zip.subarray(from, from + size))
    at = from + size
  }
  return files
}

test('the package is a zip with a manifest that names the app and the address, and its two pictures', () => {
  const files = filesIn(made())
  const text = files.get('manifest.json')!.toString('utf8')
  expect(JSON.parse(text)).toMatchObject({ id: '11111111-2222-3333-4444-555555555555', validDomains: ['crm.example.com'] })
  expect(text).not.toMatch(/\{[A-Z_]+\}/)
  // Without it a colleague's line in a thread would not reach the customer.
  expect(text).toContain('ChannelMessage.Read.Group')
  // Width and height stand in a picture's head.
  expect(files.get('color.png')!.readUInt32BE(16)).toBe(192)
  expect(files.get('outline.png')!.readUInt32BE(20)).toBe(32)
})

test('the same settings give the same package', () => {
  expect(made().equals(made())).toBe(true)
})
