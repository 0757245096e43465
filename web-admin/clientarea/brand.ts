import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'
import { variables } from '../shared/theme.ts'

export type Brand = { name: string; colour: string; language: string; sandbox: boolean }

type Rgb = readonly [number, number, number]
const rgbOf = (hex: string): Rgb => {
  const value = Number.parseInt(/^#[0-9a-f]{6}$/i.test(hex) ? hex.slice(1) : '0b7285', 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
const hexOf = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
const mixed = (one: Rgb, other: Rgb, share: number): Rgb => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share,
]
const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

const luminance = (rgb: Rgb) => {
  const [red, green, blue] = rgb.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
/** The contrast of two colours, from 1 to 21, as WCAG counts it. */
export const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(rgbOf(one)), luminance(rgbOf(other))].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Ten shades of a company's own colour; the seventh is dark enough for white text and for text on white, whatever colour was chosen. */
export const shadesOf = (colour: string): MantineColorsTuple => {
  let base = rgbOf(colour)
  while (contrast(hexOf(base), '#ffffff') < 5.2) base = mixed(base, black, 0.06)
  const onDark = (share: number, least: number) => {
    let shade = mixed(base, white, share)
    while (contrast(hexOf(shade), '#171d1d') < least) shade = mixed(shade, white, 0.08)
    return hexOf(shade)
  }
  // The fourth and the sixth are for links and signs on the dark ground, where a dark colour would not be seen.
  const light = [
    hexOf(mixed(base, white, 0.93)),
    hexOf(mixed(base, white, 0.84)),
    hexOf(mixed(base, white, 0.68)),
    onDark(0.5, 6),
    onDark(0.34, 4.5),
    onDark(0.16, 3.6),
  ]
  const deep = [0, 0.18, 0.36, 0.52].map((share) => hexOf(mixed(base, black, share)))
  return [...light, ...deep] as unknown as MantineColorsTuple
}

/** The grounds of both apps, with links in the company's own colour. */
export const brandVariables =
  (shades: MantineColorsTuple): CSSVariablesResolver =>
  (theme) => {
    const common = variables(theme)
    return {
      ...common,
      light: { ...common.light, '--mantine-color-anchor': shades[7], '--brand': shades[6], '--brand-soft': shades[0] },
      dark: { ...common.dark, '--mantine-color-anchor': shades[3], '--brand': shades[5], '--brand-soft': '#1f2b2b' },
    }
  }
