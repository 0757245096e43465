import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import type { ActionShape, Field, House, RecordShape } from './house.ts'
import { useLanguage } from './i18n.tsx'
import { useApi } from './session.tsx'

const HouseContext = createContext<House | null>(null)

/** Reads the description of the house in the language of the screen. */
export const useHouseQuery = () => {
  const api = useApi()
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['house', language],
    queryFn: ({ signal }) => api.get<House>('/house', undefined, signal),
    staleTime: 300_000,
  })
}

export const HouseProvider = ({ house, children }: { house: House; children: ReactNode }) => (
  <HouseContext.Provider value={house}>{children}</HouseContext.Provider>
)

/** The records and actions of the house, within the rights of who is signed in. */
export const useHouse = (): House => {
  const house = useContext(HouseContext)
  if (!house) throw new Error('There is no HouseProvider above this component.')
  return house
}

/** One record by name, or undefined where this installation does not have it. */
export const useRecord = (name: string): RecordShape | undefined => useHouse().records[name]

/** One action by name, or undefined where there is none. */
export const useActionShape = (name: string | undefined): ActionShape | undefined => {
  const { actions } = useHouse()
  return name === undefined ? undefined : actions[name]
}

/** A field of a record by name. */
export const fieldOf = (record: RecordShape, name: string): Field | undefined => record.fields.find((field) => field.name === name)
