// Runs before anything is painted, as a file of its own because the content security policy allows no inline script:
// the colour scheme and the language a reader chose last, so that nothing flashes while the application loads.
;(() => {
  const root = document.documentElement
  try {
    const chosen = localStorage.getItem('mantine-color-scheme-value')
    const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
    root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
    const language = localStorage.getItem('language')
    if (language) root.lang = language
  } catch {
    root.setAttribute('data-mantine-color-scheme', 'light')
  }
  // A script of a build that is gone, before there is an application that could say so: once for each build, the present one.
  addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement) || target.type !== 'module') return
      try {
        if (sessionStorage.getItem('reloadedFrom') === target.src) return
        sessionStorage.setItem('reloadedFrom', target.src)
        location.reload()
      } catch {
        // A browser that keeps nothing could reload without end.
      }
    },
    true,
  )
})()
