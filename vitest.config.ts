import { defineConfig } from 'vitest/config'

const proving = process.env.PARLEY_PROVE === '1'

export default defineConfig({
  test: {
    include: proving ? ['**/*.prove.ts'] : ['**/*.test.ts'],
    // `npm test` says aloud when it leaves these out because there is no Chromium.
    exclude: [
      '**/node_modules/**',
      'data/**',
      '.cache/**',
      ...(process.env.PARLEY_BROWSER_TESTS === 'off' ? ['**/*.browser.test.ts'] : []),
    ],
    globalSetup: ['./scripts/vitest-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: proving ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
})
