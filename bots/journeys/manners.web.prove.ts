import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./manners.test.ts')
