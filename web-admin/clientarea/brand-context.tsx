import { createContext, useContext } from 'react'
import type { Brand } from './brand.ts'

const BrandContext = createContext<Brand>({ name: '', colour: '#0b7285', language: 'en', sandbox: false })
export const BrandProvider = BrandContext.Provider

/** Whose client area this is. */
export const useBrand = () => useContext(BrandContext)
