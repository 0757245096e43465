import { KeyHelp } from './key-help.tsx'
import { Palette } from './palette.tsx'

/** What is not needed before the first page stands: the command palette and the help about keys. */
export const Extras = () => (
  <>
    <Palette />
    <KeyHelp />
  </>
)
