import type { Account, Step, TestParts } from './kind.ts'

export const testSlack = async (_account: Account, _parts: TestParts): Promise<Step[]> => []
