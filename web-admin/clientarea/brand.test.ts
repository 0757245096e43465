import { expect, test } from 'vitest'
import { contrast, shadesOf } from './brand.ts'

test.for(['#0b7285', '#ffd400', '#ffffff', '#000000', '#ff0066', '#7cfc00', 'no colour'])(
  'whatever colour a company has (%s), white can be read on its own shade, and its own shade on white',
  (colour) => {
    const shades = shadesOf(colour)
    expect(shades).toHaveLength(10)
    expect(contrast(shades[6], '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(shades[7], '#ffffff')).toBeGreaterThanOrEqual(4.5)
    // Links on the dark ground, and the sign of the company in the dark.
    expect(contrast(shades[3], '#171d1d')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(shades[5], '#10201f')).toBeGreaterThanOrEqual(3)
  },
)
