import { IconRocket } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { useSession } from '../../shared/session.tsx'
import classes from './start.module.css'
import { startTexts } from './start-texts.ts'

/** Leads to the first steps while some are left. */
export const StepsLeft = () => {
  const t = useTexts(startTexts)
  const { setup } = useSession()
  const left = Object.values(setup.steps ?? {}).filter((done) => !done).length
  return (
    <Link href="/first-steps" className={classes.steps}>
      <IconRocket size={19} aria-hidden="true" />
      <span>{t('stepsLeft', { n: left })}</span>
      <b>{t('stepsGo')}</b>
    </Link>
  )
}
