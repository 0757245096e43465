import { Group, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import classes from './page.module.css'

export type PageFrame = {
  title: string
  /** One sentence below the title. */
  says?: ReactNode
  /** Right of the title: state pills and the like. */
  beside?: ReactNode
  /** Buttons at the right end. */
  actions?: ReactNode
  /** Where this page was come from. */
  back?: { href: string; label: string }
  /** A form or a text, not wider than one reads well. (Default: the whole width) */
  narrow?: boolean
  children: ReactNode
}

/** The frame of every page: its title (also of the browser's tab), what can be done here, and the content. */
export const Page = ({ title, says, beside, actions, back, narrow = false, children }: PageFrame) => {
  useEffect(() => {
    document.title = `${title} · Parley`
  }, [title])
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <header className={classes.head}>
        <div className={classes.names}>
          {back && (
            <Link href={back.href} className={classes.back}>
              <IconArrowLeft size={14} aria-hidden="true" /> {back.label}
            </Link>
          )}
          <Group gap="sm" align="center">
            <Title order={1}>{title}</Title>
            {beside}
          </Group>
          {says && (
            <Text c="dimmed" size="sm" maw={720}>
              {says}
            </Text>
          )}
        </div>
        {actions && (
          <Group gap="xs" className={classes.actions!}>
            {actions}
          </Group>
        )}
      </header>
      {children}
    </div>
  )
}
