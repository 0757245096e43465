import { defineConfig } from 'vitest/config'

const proving = process.env.PARLEY_PROVE === '1'

export default defineConfig({
  test: {
    include: proving ? ['**/*.prove.ts'] : ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'data/**', '.cache/**'],
    globalSetup: ['./scripts/vitest-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: proving ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
})
