// Refusals of the API, said to a person in their language; an unknown one keeps the API's own words.

import type { Problem } from '../api/client'
import { common } from './common'
import { messages } from './language'

const refusals = messages<Record<string, string>>(
  {
    'invalid-credentials': 'E-mail and password do not go together.',
    'email-taken': 'There is an account with this e-mail already. Sign in instead?',
    'too-many-attempts': 'Too many attempts. Wait a while, then try again.',
    'quota-exceeded': 'That was a lot at once. Wait a moment, then try again.',
    'link-expired': 'This link is over, or was used already. Ask for a new one.',
    'payment-declined': 'The payment was declined, and nothing was taken. Choose another way to pay.',
    'movie-archived': 'This film is no longer offered.',
    'already-rented': 'You are renting this film already.',
    'already-started': 'This rental was played already, so it cannot be given back.',
    'rental-expired': 'This rental is over.',
    'session-ended': 'The film now plays on another device.',
    'watchlist-full': 'Your watchlist is full. Take a film off it first.',
    'precondition-failed': 'Somebody changed this meanwhile. Look at it anew, then decide.',
    'service-unavailable': 'A part of the video club rests just now. Try again in a moment.',
    'not-found': 'There is nothing at this address.',
    'request-in-progress': 'This is still being settled. Try again in a moment.',
    unauthenticated: 'Your session is over. Sign in again.',
    forbidden: 'This page is not for your account.',
  },
  {
    'invalid-credentials': 'L’adresse et le mot de passe ne correspondent pas.',
    'email-taken': 'Un compte existe déjà avec cette adresse. Vous connecter ?',
    'too-many-attempts': 'Trop d’essais. Patientez un peu, puis réessayez.',
    'quota-exceeded': 'C’était beaucoup à la fois. Patientez un instant, puis réessayez.',
    'link-expired': 'Ce lien n’est plus valable, ou a déjà servi. Demandez-en un autre.',
    'payment-declined': 'Le paiement a été refusé, et rien n’a été débité. Choisissez un autre moyen.',
    'movie-archived': 'Ce film n’est plus proposé.',
    'already-rented': 'Vous louez déjà ce film.',
    'already-started': 'Ce film a déjà été lancé : il ne peut plus être rendu.',
    'rental-expired': 'Cette location est terminée.',
    'session-ended': 'Le film passe maintenant sur un autre appareil.',
    'watchlist-full': 'Votre liste est pleine. Retirez d’abord un film.',
    'precondition-failed': 'Quelqu’un a modifié ceci entre-temps. Relisez, puis décidez.',
    'service-unavailable': 'Une partie du vidéoclub se repose. Réessayez dans un instant.',
    'not-found': 'Il n’y a rien à cette adresse.',
    'request-in-progress': 'C’est encore en cours. Réessayez dans un instant.',
    unauthenticated: 'Votre session est terminée. Reconnectez-vous.',
    forbidden: 'Cette page n’est pas ouverte à votre compte.',
  },
)

export function inPlainWords(problem: Problem): string {
  if (problem.status === 0) return common().notReached
  return (
    refusals()[problem.code] ?? (problem.status >= 500 ? common().failed : problem.message || common().failed)
  )
}
