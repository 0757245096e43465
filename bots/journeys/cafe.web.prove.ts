import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./cafe.test.ts')
