import '../shared/nonce.ts'
import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import '../shared/style.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

// After an update the parts of the old pages are gone from the server. The page is loaded anew, but not again and again.
addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('parley-loaded-anew') ?? 0)
  if (Date.now() - last < 20_000) return
  sessionStorage.setItem('parley-loaded-anew', String(Date.now()))
  event.preventDefault()
  location.reload()
})

const place = document.getElementById('app')
if (place) createRoot(place).render(<App />)
