import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./blocked.test.ts')
