import type { Account, Step, TestParts } from './kind.ts'

export const testWhatsappCloud = async (_account: Account, _parts: TestParts): Promise<Step[]> => []
