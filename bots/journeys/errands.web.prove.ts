import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./errands.test.ts')
