import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

/** The web apps, by folder, and where they are served. */
export const apps: Readonly<Record<string, string>> = { console: '/admin/', clientarea: '/clientarea/' }

const here = fileURLToPath(new URL('.', import.meta.url))

/** How one of the apps is built. (`npm run web` builds them all; for work on one: `PARLEY_APP=console vite -c web-admin/vite.config.ts`) */
export const configOf = (app: string): UserConfig => ({
  root: `${here}${app}`,
  base: apps[app]!,
  plugins: [react()],
  build: {
    outDir: `${here}dist/${app}`,
    // Pages that are open go on after an update; `scripts/web.mjs` clears away what is old.
    emptyOutDir: false,
    target: 'es2023',
    // `light-dark()` stays as it is written: what would stand in for it asks for a scheme that is set elsewhere.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 700,
    // No data: addresses for fonts and the like: the content security policy stays short.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
  server: { proxy: { '/api': { target: process.env.PARLEY_URL ?? 'http://localhost:3000', changeOrigin: true } } },
})

export default configOf(process.env.PARLEY_APP ?? 'console')
