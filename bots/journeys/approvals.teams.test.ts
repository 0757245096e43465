import { atTeams } from './journey.ts'

atTeams()
await import('./approvals.test.ts')
