import { createTheme, localStorageColorSchemeManager, MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { Router } from 'wouter'
import { makeApi, Problem } from '../shared/api.ts'
import { asLanguage, type Language, LanguageProvider } from '../shared/i18n.tsx'
import { nonce } from '../shared/nonce.ts'
import { ApiProvider, useApi } from '../shared/session.tsx'
import { theme } from '../shared/theme.ts'
import { type Brand, brandVariables, shadesOf } from './brand.ts'
import { BrandProvider } from './brand-context.tsx'
import { Inside } from './inside.tsx'

const api = makeApi('clientarea')
const colors = localStorageColorSchemeManager({ key: 'parley-client-theme' })
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one, however often it is asked for.
      retry: (count, error) => !(error instanceof Problem && error.status < 500) && count < 2,
    },
  },
})

const LANGUAGE = 'parley-client-language'
const firstLanguage = (): Language => asLanguage(localStorage.getItem(LANGUAGE) ?? navigator.language)
const unknown: Brand = { name: '', colour: '#0b7285', language: 'en', sandbox: false }

export const App = () => {
  const [language, setLanguage] = useState(firstLanguage)
  const speak = (chosen: Language) => {
    localStorage.setItem(LANGUAGE, chosen)
    setLanguage(chosen)
  }
  api.remember({ language })
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <QueryClientProvider client={queries}>
      <ApiProvider value={api}>
        <LanguageProvider language={language} speak={speak}>
          <Branded>
            <Router base="/clientarea">
              <Inside chosen={() => localStorage.getItem(LANGUAGE) !== null} />
            </Router>
          </Branded>
        </LanguageProvider>
      </ApiProvider>
    </QueryClientProvider>
  )
}

/** In the company's own name and colour. */
const Branded = ({ children }: { children: ReactNode }) => {
  const asked = useApi()
  const { data: brand = unknown } = useQuery({
    queryKey: ['brand'],
    queryFn: ({ signal }) => asked.get<Brand>('/portal/brand', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { own, resolver } = useMemo(() => {
    const shades = shadesOf(brand.colour)
    return {
      own: mergeThemeOverrides(
        theme,
        createTheme({
          colors: { brand: shades },
          primaryColor: 'brand',
          // The one shade that is made to bear white text.
          primaryShade: 6,
          // Coloured titles on tinted grounds are too faint for AA.
          components: {
            Alert: { styles: { title: { color: 'var(--mantine-color-text)' }, message: { color: 'var(--mantine-color-text)' } } },
          },
        }),
      ),
      resolver: brandVariables(shades),
    }
  }, [brand.colour])
  return (
    <MantineProvider
      theme={own}
      cssVariablesResolver={resolver}
      defaultColorScheme="auto"
      colorSchemeManager={colors}
      getStyleNonce={() => nonce}
    >
      <Notifications position="top-center" autoClose={3500} limit={2} />
      <BrandProvider value={brand}>{children}</BrandProvider>
    </MantineProvider>
  )
}
