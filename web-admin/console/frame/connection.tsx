import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import classes from './shell.module.css'

/** Says when the server is away, and when it is back; then everything on the screen is read again. */
export const Connection = ({ isReached }: { isReached: boolean }) => {
  const t = useTexts(common)
  const queries = useQueryClient()
  const wasAway = useRef(false)
  useEffect(() => {
    if (!isReached) wasAway.current = true
    else if (wasAway.current) {
      wasAway.current = false
      queries.invalidateQueries()
      notifications.show({ message: t('online'), color: 'teal', autoClose: 3000 })
    }
  }, [isReached, queries, t])
  return <div role="status">{isReached ? null : <div className={classes.banner}>{t('offline')}</div>}</div>
}
