// Before anything is drawn: the light or dark that was chosen, so that nothing flashes.
;(() => {
  const chosen = localStorage.getItem('parley-client-theme')
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()
