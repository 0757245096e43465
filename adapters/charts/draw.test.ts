import { expect, test } from 'vitest'
import { drawPicture } from './draw.ts'

const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}
const signature = [0x89, 0x50, 0x4e, 0x47]
const bars = [
  { label: '09', value: 120_00, shown: '120 lei' },
  { label: '10', value: 0, shown: '' },
]

test('a picture of two charts is a PNG of double size', async () => {
  const png = await drawPicture({
    title: 'Vânzări azi ș ț ă',
    subtitle: 'luni',
    charts: [
      { title: 'Pe ore', bars, nothing: '–' },
      { title: 'De încasat', bars: [{ label: 'restant', value: 7, shown: '7 lei', tone: 'bad' }], nothing: '–' },
    ],
  })
  expect([...png.slice(0, 4)]).toEqual(signature)
  expect(sizeOf(png)).toEqual([1920, 920])
})

test('what the bars show is in the picture: other bars, another picture', async () => {
  const drawn = (value: number) =>
    drawPicture({ title: 'x', charts: [{ title: 'y', bars: [...bars, { label: 'z', value, shown: 'z' }], nothing: '–' }] })
  expect(Buffer.compare(await drawn(500_00), await drawn(500_00))).toBe(0)
  expect(Buffer.compare(await drawn(500_00), await drawn(50_00))).not.toBe(0)
})

test('nothing to show is said instead of bars, and names that look like markup are text', async () => {
  const empty = await drawPicture({ title: '<b>&"x"</b>', charts: [{ title: '', bars: [], nothing: 'nothing yet' }] })
  const other = await drawPicture({ title: '<b>&"x"</b>', charts: [{ title: '', bars: [], nothing: 'something else' }] })
  expect([...empty.slice(0, 4)]).toEqual(signature)
  expect(Buffer.compare(empty, other)).not.toBe(0)
})

test('endless names stay inside', async () => {
  const png = await drawPicture({
    title: 'é'.repeat(5000),
    charts: [{ title: 'y'.repeat(999), bars: [{ label: 'z'.repeat(999), value: 1, shown: 'q'.repeat(999) }], nothing: '' }],
  })
  expect(sizeOf(png)).toEqual([1920, 920])
})
