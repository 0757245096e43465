import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./hotel.test.ts')
