import { overWhatsappWeb } from './journey.ts'

overWhatsappWeb()
await import('./approvals.test.ts')
