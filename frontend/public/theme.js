// Runs before the first paint, so that no theme flashes. The key is the one of state/theme.ts.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('aicwd-theme')
  } catch {
    // No storage (a file, a private window): follow the system.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
