import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type Call, newKey, type Outcome } from './api.ts'
import { useApi } from './session.tsx'

/**
 * Performs an action by name. `run` resolves with what became of it and rejects with a `Problem`; what was read of the house is read again afterwards.
 * A call that is sent again after no answer came has the same key, so it happens once.
 */
export const useAction = (name: string) => {
  const api = useApi()
  const queries = useQueryClient()
  const last = useRef<{ said: string; key: string } | null>(null)
  const { mutateAsync, isPending } = useMutation({
    mutationFn: async (call: Call): Promise<Outcome> => {
      const said = JSON.stringify([name, call])
      if (last.current?.said !== said) last.current = { said, key: newKey() }
      const outcome = await api.act(name, call, last.current.key)
      last.current = null
      return outcome
    },
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'house' && queryKey[0] !== 'session' }),
  })
  return { run: mutateAsync, isRunning: isPending }
}
