// The frame of every page, and which page the address asks for.

import { useEffect, useState } from 'preact/hooks'
import { ask } from './api'
import { Home } from './pages/home'
import { ResetPassword, VerifyEmail } from './pages/mail-links'
import { MoviePage } from './pages/movie'
import { PlayerPage } from './pages/player'
import { Rentals } from './pages/rentals'
import { Reports } from './pages/reports'
import { SignIn } from './pages/sign-in'
import { forgetTokens, tokens } from './session'
import type { Account } from './types'

function useHash(): string[] {
  const read = () => location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
  const [parts, setParts] = useState(read)
  useEffect(() => {
    const changed = () => setParts(read())
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return parts
}

export function App() {
  const [page = '', id = ''] = useHash()
  const [account, setAccount] = useState<Account>()
  const readAccount = () => {
    if (tokens()) ask<Account>('GET', '/me').then(setAccount, () => setAccount(undefined))
  }
  useEffect(readAccount, [])

  const signOut = async () => {
    await ask('DELETE', '/sessions/current').catch(() => undefined)
    forgetTokens()
    setAccount(undefined)
    location.hash = '#/'
  }

  return (
    <>
      <header>
        <a class="brand" href="#/">
          Vidéoclub
        </a>
        <nav aria-label="Main">
          {account && <a href="#/rentals">My rentals</a>}
          {account?.roles.includes('admin') && <a href="#/reports">Reports</a>}
          {account ? (
            <button type="button" class="quiet" onClick={signOut}>
              Sign out {account.display_name}
            </button>
          ) : (
            <a href="#/sign-in">Sign in</a>
          )}
        </nav>
      </header>
      <main>
        {page === 'movies' ? (
          <MoviePage key={id} id={id} signedIn={account !== undefined} />
        ) : page === 'play' ? (
          <PlayerPage key={id} rentalId={id} />
        ) : page === 'rentals' ? (
          <Rentals />
        ) : page === 'reports' ? (
          <Reports />
        ) : page === 'verify-email' ? (
          <VerifyEmail token={id} />
        ) : page === 'reset-password' ? (
          <ResetPassword token={id} />
        ) : page === 'sign-in' ? (
          <SignIn onSignedIn={readAccount} />
        ) : (
          <Home signedIn={account !== undefined} />
        )}
      </main>
    </>
  )
}
