import { Problem } from './api.ts'
import { useTexts } from './i18n.tsx'
import { common } from './texts.ts'

/** Puts whatever went wrong into a sentence for people. */
export const useErrorText = () => {
  const t = useTexts(common)
  return (error: unknown): string => {
    if (error instanceof Problem) {
      if (error.status === 429 && error.retryAfterS) return t('tooMany', { seconds: error.retryAfterS })
      return error.errorId ? `${error.message} ${t('errorId', { id: error.errorId })}` : error.message
    }
    return error instanceof Error && error.name === 'Unreachable' ? t('unreachable') : t('broken')
  }
}
