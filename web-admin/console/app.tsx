import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { Router } from 'wouter'
import { makeApi, Problem } from '../shared/api.ts'
import { asLanguage, type Language, LanguageProvider } from '../shared/i18n.tsx'
import { nonce } from '../shared/nonce.ts'
import { ApiProvider } from '../shared/session.tsx'
import { theme, variables } from '../shared/theme.ts'
import { Inside } from './inside.tsx'
import { GuardWords, guardNavigation } from './parts/guard.tsx'

const api = makeApi('console')
const colors = localStorageColorSchemeManager({ key: 'parley-theme' })
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one, however often it is asked for.
      retry: (count, error) => !(error instanceof Problem && error.status < 500) && count < 2,
    },
  },
})

const firstLanguage = (): Language => asLanguage(localStorage.getItem('parley-language') ?? navigator.language)

export const App = () => {
  const [language, setLanguage] = useState(firstLanguage)
  const speak = (chosen: Language) => {
    localStorage.setItem('parley-language', chosen)
    setLanguage(chosen)
  }
  api.remember({ language })
  document.documentElement.lang = language
  return (
    <QueryClientProvider client={queries}>
      <ApiProvider value={api}>
        <LanguageProvider language={language} speak={speak}>
          <MantineProvider
            theme={theme}
            cssVariablesResolver={variables}
            defaultColorScheme="auto"
            colorSchemeManager={colors}
            getStyleNonce={() => nonce}
          >
            <ModalsProvider>
              <Notifications position="bottom-right" />
              <Router base="/admin" aroundNav={guardNavigation}>
                <GuardWords />
                <Inside />
              </Router>
            </ModalsProvider>
          </MantineProvider>
        </LanguageProvider>
      </ApiProvider>
    </QueryClientProvider>
  )
}
