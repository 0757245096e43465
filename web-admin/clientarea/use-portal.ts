import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { newKey, type Query, Unreachable } from '../shared/api.ts'
import { useLanguage } from '../shared/i18n.tsx'
import { useApi } from '../shared/session.tsx'
import type { Cart, Done, Home, Page } from './types.ts'

/** Reads a route of contacts; read again when the language changes. */
export const useRead = <T>(path: string, query: Query = {}, options: { enabled?: boolean } = {}) => {
  const api = useApi()
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['portal', path, language, query],
    queryFn: ({ signal }) => api.get<T>(`/portal${path}`, query, signal),
    ...options,
  })
}

/** Reads a list page by page. */
export const usePages = <Item>(path: string, query: Query = {}, options: { enabled?: boolean } = {}) => {
  const api = useApi()
  const { language } = useLanguage()
  const pages = useInfiniteQuery({
    queryKey: ['portal', path, language, query, 'pages'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Item> & { found?: number | null }>(`/portal${path}`, { ...query, ...(pageParam && { after: pageParam }) }, signal),
    getNextPageParam: ({ next }) => next,
    ...options,
  })
  return { ...pages, items: pages.data?.pages.flatMap(({ items }) => items) ?? [], found: pages.data?.pages[0]?.found ?? null }
}

export const useHome = () => useRead<Home>('')

const cartKey = (language: string) => ['portal', '/cart', language, {}] as const

/** The cart; null while it is not known, or for those who may not order. */
export const useCart = () => {
  const home = useHome()
  const read = useRead<Cart>('/cart', {}, { enabled: home.data?.rights.order === true })
  return read
}

/** Does something with the cart, which answers as it is then. */
export const useCartDeed = () => {
  const api = useApi()
  const queries = useQueryClient()
  const { language } = useLanguage()
  return useMutation({
    scope: { id: 'cart' },
    mutationFn: ({ method, path, body }: { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown }) =>
      api.send<Cart>(method, `/portal/cart${path}`, body ?? {}),
    onSuccess: (cart) => {
      queries.setQueryData(cartKey(language), cart)
      queries.invalidateQueries({ queryKey: ['portal', ''], exact: false, predicate: ({ queryKey }) => queryKey[1] === '' })
    },
    // Somebody else, or the same person on the phone, may have changed it meanwhile.
    onError: () => queries.invalidateQueries({ queryKey: cartKey(language) }),
  })
}

/** Does something that binds or is told elsewhere: sent twice with the same words, it happens once. */
export const useDeed = () => {
  const api = useApi()
  const queries = useQueryClient()
  const last = useRef<{ said: string; key: string } | null>(null)
  return useMutation({
    mutationFn: async ({ path, body = {} }: { path: string; body?: unknown }) => {
      const said = JSON.stringify([path, body])
      if (last.current?.said !== said) last.current = { said, key: newKey() }
      const done = await api.send<Done>('POST', `/portal${path}`, body, { 'Idempotency-Key': last.current.key })
      last.current = null
      return done
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['portal'] }),
  })
}

/** The cart is no longer what stood on the button. */
export class CartChanged extends Error {
  override readonly name = 'CartChanged'
}

/**
 * Places the cart. What was just typed about it is kept first; then it must still come to what stood on the button, and be the version that is
 * on the screen. Throws CartChanged, or a `Problem`.
 */
export const usePlace = (onPlaced: (id: string) => void) => {
  const api = useApi()
  const queries = useQueryClient()
  const { language } = useLanguage()
  const last = useRef<{ said: string; key: string } | null>(null)
  return useMutation({
    scope: { id: 'cart' },
    mutationFn: async ({ shownMinor }: { shownMinor: number }) => {
      const cart = queries.getQueryData<Cart>(cartKey(language))
      if (!cart?.id || !cart.ready || cart.sums.totalMinor !== shownMinor) throw new CartChanged('The cart has changed.')
      const said = `${cart.id} ${cart.version}`
      if (last.current?.said !== said) last.current = { said, key: newKey() }
      const headers = { 'Idempotency-Key': last.current.key }
      return api.send<Done>('POST', `/portal/orders/${cart.id}/place`, { version: cart.version }, headers)
    },
    // Said here and not where it was pressed: the cart is empty then, and its page may be gone.
    onSuccess: ({ id }) => {
      if (id) onPlaced(id)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['portal'] }),
  })
}

const BEAT_MS = 3_000

/** Looks now and then whether something has changed elsewhere (on the phone, at the seller's), and reads it again. Tells whether the server is reached. */
export const usePulse = (): { isReached: boolean } => {
  const api = useApi()
  const queries = useQueryClient()
  const [isReached, setReached] = useState(true)
  const mark = useRef<string | null>(null)
  useEffect(() => {
    const gone = new AbortController()
    const look = async () => {
      if (document.visibilityState === 'hidden') return
      try {
        const now = await api.get<{ mark: string }>('/portal/pulse', {}, gone.signal)
        setReached(true)
        if (mark.current !== null && mark.current !== now.mark) await queries.invalidateQueries({ queryKey: ['portal'] })
        mark.current = now.mark
      } catch (error) {
        if (gone.signal.aborted) return
        if (error instanceof Unreachable) setReached(false)
        // Signed out elsewhere: the session says so.
        else await queries.invalidateQueries({ queryKey: ['session'] })
      }
    }
    const timer = setInterval(look, BEAT_MS)
    const atOnce = () => void look()
    document.addEventListener('visibilitychange', atOnce)
    addEventListener('online', atOnce)
    void look()
    return () => {
      gone.abort()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', atOnce)
      removeEventListener('online', atOnce)
    }
  }, [api, queries])
  return { isReached }
}
