import { createSpotlight } from '@mantine/spotlight'

/** The command palette and how it is opened from anywhere. */
export const [paletteStore, palette] = createSpotlight()
export const openPalette = () => palette.open()

const listeners = new Set<() => void>()
/** Opens the help about keys from anywhere. */
export const openKeys = () => {
  for (const listener of listeners) listener()
}
export const onOpenKeys = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
