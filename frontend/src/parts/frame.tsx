// What stands around every page: the house's name, the ways through it, language and theme.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { chooseLanguage, signOut, useAccount } from '../state/account'
import { go, useRoute } from '../state/route'
import { useStore } from '../state/store'
import { setTheme, THEMES, themeStore } from '../state/theme'
import { common } from '../words/common'
import { language } from '../words/language'
import { useTakenInSight } from './in-sight'
import { Notices } from './notices'
import { OfflineBanner } from './states'

export function Frame({ children }: { children: ComponentChildren }) {
  const { path } = useRoute()
  const isStranger = useAccount() === null
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        {common().skipToContent}
      </button>
      <header class="masthead" data-for={isStranger ? 'stranger' : 'member'}>
        <a class="brand" href="#/">
          <Mark />
          {common().siteName}
        </a>
        <Navigation path={path} />
        <SearchBox path={path} />
        <Person path={path} />
      </header>
      <OfflineBanner />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Foot />
      <Notices />
    </>
  )
}

function skip() {
  document.getElementById('content')?.focus()
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 6h24v5a5 5 0 0 0 0 10v5H4v-5a5 5 0 0 0 0-10z" />
      <path class="mark-play" d="M13 11l8 5-8 5z" />
    </svg>
  )
}

function Entry({ to, path, children }: { to: string; path: string; children: ComponentChildren }) {
  const current = path === to || (to !== '' && path.startsWith(`${to}/`))
  return (
    <a href={`#/${to}`} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  )
}

function Navigation({ path }: { path: string }) {
  const account = useAccount()
  return (
    <nav ref={useTakenInSight(`${path} ${account?.id}`)} class="ways" aria-label={common().mainNavigation}>
      <Entry to="films" path={path}>
        {common().films}
      </Entry>
      {account && (
        <>
          <Entry to="rentals" path={path}>
            {common().myRentals}
          </Entry>
          <Entry to="watchlist" path={path}>
            {common().watchlist}
          </Entry>
        </>
      )}
      {account?.roles.includes('admin') && (
        <Entry to="admin" path={path}>
          {common().admin}
        </Entry>
      )}
      {account?.roles.includes('developer') && (
        <Entry to="developer" path={path}>
          {common().developers}
        </Entry>
      )}
    </nav>
  )
}

/** Searching from anywhere leads to the films, which follow every letter. */
function SearchBox({ path }: { path: string }) {
  if (path === 'films') return null
  return (
    <search class="find">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const words = new FormData(event.currentTarget).get('q')
          go(`#/films?q=${encodeURIComponent(String(words ?? ''))}`)
        }}
      >
        <input type="search" name="q" aria-label={common().search} placeholder={common().search} />
      </form>
    </search>
  )
}

function Person({ path }: { path: string }) {
  const account = useAccount()
  if (account === undefined) return <span class="person" />
  if (account) return <PersonMenu name={account.display_name} path={path} />
  return (
    <a class="button small person" href="#/sign-in">
      {common().signIn}
    </a>
  )
}

function PersonMenu({ name, path }: { name: string; path: string }) {
  const [open, setOpen] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => setOpen(false), [path])
  useEffect(() => {
    if (!open) return
    const leave = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) setOpen(false)
    }
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      menu.current?.querySelector('button')?.focus()
    }
    addEventListener('pointerdown', leave)
    addEventListener('focusin', leave)
    addEventListener('keydown', closeByKey)
    return () => {
      removeEventListener('pointerdown', leave)
      removeEventListener('focusin', leave)
      removeEventListener('keydown', closeByKey)
    }
  }, [open])
  return (
    <div class="person" ref={menu}>
      <button type="button" class="person-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {name}
      </button>
      {open && (
        <div class="person-menu">
          <a href="#/rentals">{common().myRentals}</a>
          <a href="#/watchlist">{common().watchlist}</a>
          <a href="#/history">{common().history}</a>
          <a href="#/account">{common().account}</a>
          <button
            type="button"
            onClick={async () => {
              await signOut()
              go('#/')
            }}
          >
            {common().signOut}
          </button>
        </div>
      )}
    </div>
  )
}

function Foot() {
  const theme = useStore(themeStore)
  const other = language() === 'fr' ? 'en' : 'fr'
  return (
    <footer class="foot">
      <p>{common().footer}</p>
      <div class="foot-choices">
        <button
          type="button"
          class="link"
          lang={other}
          aria-label={`${common().otherLanguage}: ${common().toOtherLanguage}`}
          onClick={() => chooseLanguage(other)}
        >
          {common().otherLanguage}
        </button>
        <label class="theme">
          {common().theme}
          <select
            value={theme}
            onChange={(event) =>
              setTheme(THEMES.find((each) => each === event.currentTarget.value) ?? 'device')
            }
          >
            {THEMES.map((each) => (
              <option key={each} value={each} selected={each === theme}>
                {common().themeName(each)}
              </option>
            ))}
          </select>
        </label>
        <a href="docs">{common().apiDocs}</a>
      </div>
    </footer>
  )
}
