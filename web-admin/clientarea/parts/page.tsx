import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useBrand } from '../brand-context.tsx'
import classes from './parts.module.css'

/** A page with its title, which is the window's too. `aside`: stands at the end of the title's line. */
export const Page = ({ title, says, aside, children }: { title: string; says?: ReactNode; aside?: ReactNode; children: ReactNode }) => {
  const { name } = useBrand()
  useEffect(() => {
    document.title = name ? `${title} · ${name}` : title
  }, [title, name])
  return (
    <>
      <div className={classes.head}>
        <div className={classes.heading}>
          <Title order={1}>{title}</Title>
          {says && <div className={classes.says}>{says}</div>}
        </div>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </>
  )
}

/** A part of a page on a ground of its own. */
export const Panel = ({ title, children, flush }: { title?: ReactNode; children: ReactNode; flush?: boolean }) => (
  <section className={classes.panel} data-flush={flush || undefined}>
    {title && (
      <Title order={2} className={classes.panelTitle!}>
        {title}
      </Title>
    )}
    {children}
  </section>
)
