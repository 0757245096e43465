import { atTeams } from './journey.ts'

atTeams()
await import('./staff.test.ts')
