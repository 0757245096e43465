import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

// Deep petrol: white on shade 6 is 5.9:1, shade 7 on white 7.6:1, shade 3 on the dark ground 9:1.
const petrol: MantineColorsTuple = [
  '#eaf5f4',
  '#d3e9e7',
  '#a6d3cf',
  '#74bab4',
  '#449d97',
  '#24837d',
  '#136b66',
  '#0f5854',
  '#0b4744',
  '#073532',
]
// Warm clay, for the second voice.
const clay: MantineColorsTuple = [
  '#fdf1ea',
  '#f9dfd0',
  '#f3bd9d',
  '#ec9866',
  '#e3783b',
  '#c95d20',
  '#a94a15',
  '#8b3b10',
  '#702f0d',
  '#55230a',
]
// Dark enough that white on it can be read: shade 6 is 6.5:1, shade 5 4.8:1.
const brick: MantineColorsTuple = [
  '#fdeceb',
  '#fad4d1',
  '#f3a9a3',
  '#eb7f77',
  '#dc5b52',
  '#c8453c',
  '#b3261e',
  '#96201b',
  '#791a16',
  '#5c1411',
]
const ink: MantineColorsTuple = [
  '#f2f4f3',
  '#dde2e1',
  '#bcc6c4',
  '#98a5a3',
  '#74827f',
  '#414c4a',
  '#2b3433',
  '#1f2726',
  '#171d1d',
  '#101515',
]
const stone: MantineColorsTuple = [
  '#f8f9f8',
  '#f1f3f2',
  '#e6eae8',
  '#d8dedc',
  '#bfc8c5',
  '#8d9996',
  '#66726f',
  '#4c5755',
  '#333c3a',
  '#1d2423',
]

export const theme = createTheme({
  colors: { petrol, clay, red: brick, dark: ink, gray: stone },
  primaryColor: 'petrol',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, monospace",
  headings: {
    fontWeight: '620',
    sizes: { h1: { fontSize: '1.45rem', lineHeight: '1.25' }, h2: { fontSize: '1.1rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '18px' },
  fontSizes: { xs: '0.775rem', sm: '0.86rem', md: '0.95rem', lg: '1.08rem', xl: '1.25rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350 } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
    Table: { defaultProps: { verticalSpacing: 7, horizontalSpacing: 'sm' } },
    Badge: { defaultProps: { radius: 'sm' } },
  },
})

/** Colours that the default theme leaves too faint for AA, and our own grounds. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1d2423',
    '--mantine-color-dimmed': '#5a6663',
    '--mantine-color-placeholder': '#66726f',
    '--mantine-color-anchor': '#0f5854',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#cfd6d4',
    '--parley-ground': '#f5f7f6',
    '--parley-panel': '#ffffff',
    '--parley-line': '#e3e8e6',
    '--parley-hover': '#f1f5f4',
    '--parley-mark-a': '#136b66',
    '--parley-mark-b': '#e3783b',
  },
  dark: {
    '--mantine-color-body': '#171d1d',
    '--mantine-color-text': '#e6ebea',
    '--mantine-color-dimmed': '#a3b0ad',
    '--mantine-color-placeholder': '#98a5a3',
    '--mantine-color-anchor': '#74bab4',
    '--mantine-color-error': '#ff9a90',
    '--mantine-color-default-border': '#414c4a',
    '--parley-ground': '#101515',
    '--parley-panel': '#171d1d',
    '--parley-line': '#2b3433',
    '--parley-hover': '#1f2726',
    '--parley-mark-a': '#449d97',
    '--parley-mark-b': '#ec9866',
  },
})
