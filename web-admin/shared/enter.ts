import { useQueryClient } from '@tanstack/react-query'
import { sessionKey, useApi } from './session.tsx'

/** Where somebody is on the way in: through, before the second step, or about to choose a password. */
export type Stage = 'in' | 'totp' | 'set_password'
type Answer = { state: Stage; csrf?: string }

/** The steps of the way in. Each resolves with what comes next and rejects with a `Problem`. */
export const useEnter = () => {
  const api = useApi()
  const queries = useQueryClient()
  const step = async (path: string, body: unknown): Promise<Stage> => {
    const { state, csrf } = await api.send<Answer>('POST', path, body)
    if (csrf) api.remember({ csrf })
    // The rights of somebody new: nothing that was read before counts.
    if (state === 'in') {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
      await queries.refetchQueries({ queryKey: sessionKey })
    }
    return state
  }
  return {
    byPassword: (email: string, password: string) => step('/session', { email, password }),
    bySecondStep: (code: string) => step('/session/totp', { code }),
    byLink: (code: string) => step('/session/code', { code }),
    setPassword: (password: string) => step('/session/password', { password }),
    forgot: (email: string) => api.send<undefined>('POST', '/session/forgot', { email }),
  }
}
