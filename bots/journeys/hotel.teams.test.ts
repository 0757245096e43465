import { atTeams } from './journey.ts'

atTeams()
await import('./hotel.test.ts')
