import { modals } from '@mantine/modals'
import { useEffect, useId } from 'react'
import type { AroundNavHandler } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { parts } from './texts.ts'

/** The forms on the page that hold something unsaved. */
const dirty = new Set<string>()
let ask: (leave: () => void) => void = (leave) => leave()

/** Asks before a navigation takes unsaved work along. */
export const guardNavigation: AroundNavHandler = (navigate, to, options) => {
  if (dirty.size === 0) return navigate(to, options)
  ask(() => {
    dirty.clear()
    navigate(to, options)
  })
}

addEventListener('beforeunload', (event) => {
  if (dirty.size) event.preventDefault()
})

// The browser has gone back already when it tells; the page is put in front again until the answer is known.
let here = location.href
const follow = () => {
  here = location.href
}
addEventListener('pushState', follow)
addEventListener('replaceState', follow)
addEventListener(
  'popstate',
  (event) => {
    if (dirty.size === 0 || location.href === here) return follow()
    event.stopImmediatePropagation()
    history.pushState(null, '', here)
    ask(() => {
      dirty.clear()
      history.back()
    })
  },
  { capture: true },
)

/** Holds the page while this form has unsaved changes. Returns how it is let go at once, before leaving it on purpose. */
export const useUnsaved = (isDirty: boolean): (() => void) => {
  const id = useId()
  useEffect(() => {
    if (isDirty) dirty.add(id)
    return () => {
      dirty.delete(id)
    }
  }, [id, isDirty])
  return () => dirty.delete(id)
}

/** Puts the question of the guard into words; once, near the top. */
export const GuardWords = () => {
  const t = useTexts(parts)
  useEffect(() => {
    ask = (leave) =>
      modals.openConfirmModal({
        title: t('leaveTitle'),
        children: t('leaveSays'),
        labels: { confirm: t('leave'), cancel: t('stay') },
        confirmProps: { color: 'red' },
        onConfirm: leave,
      })
  }, [t])
  return null
}
