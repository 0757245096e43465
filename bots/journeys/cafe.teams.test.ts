import { atTeams } from './journey.ts'

atTeams()
await import('./cafe.test.ts')
