import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./offers.test.ts')
