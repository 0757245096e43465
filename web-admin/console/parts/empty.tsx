import { Text } from '@mantine/core'
import { type Icon, IconInbox } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './empty.module.css'

/** What stands where nothing is yet: says what would be here, and what to do next. */
export const Empty = ({
  title,
  says,
  action,
  icon: Sign = IconInbox,
}: {
  title: string
  says?: ReactNode
  action?: ReactNode
  icon?: Icon
}) => (
  <div className={classes.empty}>
    <span className={classes.sign}>
      <Sign size={26} stroke={1.6} aria-hidden="true" />
    </span>
    <Text fw={600}>{title}</Text>
    {says && (
      <Text c="dimmed" size="sm" maw={440}>
        {says}
      </Text>
    )}
    {action}
  </div>
)
