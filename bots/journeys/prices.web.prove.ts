import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./prices.test.ts')
