import { effect, signal } from '@preact/signals'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Also read by public/theme.js before the first paint. */
const place = 'aicwd-theme'

const stored = (): Theme => {
  try {
    return themes.find((theme) => theme === localStorage.getItem(place)) ?? 'system'
  } catch {
    return 'system'
  }
}

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const system = signal(systemDark.matches)
systemDark.addEventListener('change', ({ matches }) => {
  system.value = matches
})

export const theme = signal<Theme>(stored())
export const dark = signal(false)

effect(() => {
  dark.value = theme.value === 'dark' || (theme.value === 'system' && system.value)
  document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
})

export const setTheme = (chosen: Theme): void => {
  theme.value = chosen
  try {
    localStorage.setItem(place, chosen)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

export const nextTheme = (): Theme => themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
