import { IconSearch } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { Mark } from '../../shared/mark.tsx'
import { useMe, useSession } from '../../shared/session.tsx'
import { useHouse } from '../../shared/use-house.tsx'
import type { Section } from '../page-entry.ts'
import { pages } from '../pages.tsx'
import { frame } from '../texts.ts'
import { Account } from './account.tsx'
import { openPalette } from './keys.ts'
import { maySeePage } from './may-see.ts'
import classes from './shell.module.css'

const sections: readonly Section[] = ['today', 'sales', 'clients', 'goods', 'talk', 'rules', 'house']

/** The pages that this person may see, in their sections; below them the account. */
export const Navigation = () => {
  const t = useTexts(frame)
  const { language } = useLanguage()
  const house = useHouse()
  const me = useMe()
  const { sandbox } = useSession()
  const [path] = useLocation()
  const isHere = (at: string) => (at === '/' ? path === '/' : path === at || path.startsWith(`${at}/`))
  return (
    <>
      <div className={classes.top}>
        <Link href="/" className={classes.brand}>
          <Mark /> Parley
        </Link>
        <button type="button" className={classes.find} onClick={openPalette}>
          <IconSearch size={15} aria-hidden="true" /> {t('find')}
          <span className={classes.cap} aria-hidden="true">
            Ctrl K
          </span>
        </button>
      </div>
      <div className={classes.list}>
        {sections.map((section) => {
          const entries = pages.filter((entry) => entry.section === section && maySeePage(entry, house, me))
          if (!entries.length) return null
          return (
            <div key={section}>
              {section !== 'today' && <p className={classes.section}>{t(section)}</p>}
              {entries.map(({ path: at, title, icon: Sign }) => (
                <Link key={at} href={at} className={classes.entry} aria-current={isHere(at) ? 'page' : undefined}>
                  {Sign && <Sign size={17} stroke={1.7} aria-hidden="true" />}
                  {title[language]}
                </Link>
              ))}
            </div>
          )
        })}
      </div>
      {sandbox && <span className={classes.sandbox}>{t('sandbox')}</span>}
      <div className={classes.foot}>
        <Account />
      </div>
    </>
  )
}
