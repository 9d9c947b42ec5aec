import './index.css'
import { address, link, page } from '../../state/address.ts'
import { overlay } from '../../state/overlay.ts'
import { session } from '../../state/server.ts'
import { nextTheme, setTheme, theme } from '../../state/theme.ts'
import { Filters } from './filters.tsx'
import { Live } from './live.tsx'
import { RangeMenu } from './range.tsx'

const places = [
  { path: [], name: 'Dashboard' },
  { path: ['logs'], name: 'Logs' },
  { path: ['stress'], name: 'Stress' },
  { path: ['alerts'], name: 'Alerts' },
  { path: ['settings'], name: 'Settings' },
]

const marks = { system: '◐', light: '○', dark: '●' }

const Places = () => (
  <nav aria-label="Pages">
    {places.map(({ path, name }) => (
      <a key={name} href={link(path)} aria-current={(path[0] ?? '') === page.value ? 'page' : undefined}>
        {name}
      </a>
    ))}
  </nav>
)

/** The bar over every page: where one is, what is looked at, whether it is live. */
export const Header = () => {
  const signedIn = session.value.status === 'in'
  const ranged = signedIn && ['', 'logs'].includes(page.value) && address.value.path.length < 2
  return (
    <header class="bar">
      <a class="brand" href={link([])}>
        AICWD
      </a>
      {signedIn && <Places />}
      {ranged && (
        <section class="asked" aria-label="Range and filters">
          <RangeMenu />
          <Filters />
        </section>
      )}
      <div class="tools">
        {signedIn && (
          <button type="button" class="find" onClick={() => (overlay.value = 'palette')} title="All commands (Ctrl/Cmd K)">
            <span aria-hidden="true">⌕</span>
            <span class="unseen">All commands</span> <kbd>Ctrl K</kbd>
          </button>
        )}
        {ranged && <Live />}
        <button type="button" onClick={() => setTheme(nextTheme())} title={`Theme: ${theme.value}; press for ${nextTheme()}`}>
          <span aria-hidden="true">{marks[theme.value]}</span>
          <span class="unseen">Theme: {theme.value}</span>
        </button>
      </div>
    </header>
  )
}
