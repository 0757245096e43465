import '../shared/nonce.ts'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '../shared/style.css'
import './base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const place = document.getElementById('app')
if (place) createRoot(place).render(<App />)

// The shop stands at once in the letters of the device; ours come when there is time, and not where data is dear.
const isFrugal = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true
if (!isFrugal) addEventListener('load', () => setTimeout(() => void import('./font.ts'), 300), { once: true })
