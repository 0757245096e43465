import { atTeams } from './journey.ts'

atTeams()
await import('./rights.test.ts')
