import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { type Api, Problem } from './api.ts'

export type Me = {
  kind: 'staff' | 'contact'
  id: string
  name: string
  email: string | null
  language: string
  hasTotp: boolean
  hasPassword?: boolean
  permissions: readonly string[]
  rooms: Readonly<Record<string, string>>
  client?: { id: string; name: string }
}

export type SetupStep = 'company' | 'colleagues' | 'channel' | 'products' | 'prices' | 'orders'

export type Session = {
  me: Me
  csrf: string
  sandbox: boolean
  /** Whether mail can be sent, so that a link for a forgotten password arrives. */
  mail?: boolean
  company: { name: string; currency: string; timezone: string; language: string }
  setup: { done: boolean; steps?: Readonly<Record<SetupStep, boolean>> }
}

export const sessionKey = ['session'] as const

const ApiContext = createContext<Api | null>(null)
export const ApiProvider = ApiContext.Provider

/** How this app speaks to the server. */
export const useApi = (): Api => {
  const api = useContext(ApiContext)
  if (!api) throw new Error('There is no ApiProvider above this component.')
  return api
}

/** The session, or null where nobody is signed in; undefined while it is not known yet. */
export const useSessionOrNone = () => {
  const api = useApi()
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        const session = await api.get<Session>('/session', undefined, signal)
        api.remember({ csrf: session.csrf })
        return session
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null
        throw error
      }
    },
    staleTime: 60_000,
  })
}

const SessionContext = createContext<Session | null>(null)

export const SessionProvider = ({ session, children }: { session: Session; children: ReactNode }) => {
  const api = useApi()
  useEffect(() => api.remember({ csrf: session.csrf }), [api, session.csrf])
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

/** The session of who is signed in; only below `SessionProvider`. */
export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (!session) throw new Error('There is no SessionProvider above this component.')
  return session
}

/** Who is signed in. */
export const useMe = (): Me => useSession().me

/** Ends the session here and forgets everything that was read in it. */
export const useSignOut = () => {
  const api = useApi()
  const queries = useQueryClient()
  return async () => {
    await api.send('DELETE', '/session').catch((error: unknown) => {
      if (!(error instanceof Problem && error.status === 401)) throw error
    })
    queries.setQueryData(sessionKey, null)
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
  }
}
