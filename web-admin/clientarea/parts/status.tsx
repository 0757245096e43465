import type { ReactNode } from 'react'
import type { Tone } from '../types.ts'
import classes from './parts.module.css'

/** How something stands: a word, and a dot in its tone. */
export const Status = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={classes.status} data-tone={tone}>
    {children}
  </span>
)
