// What the pages say that show what runs and what was done.

import { messages } from '../../../words/language'

export const running = messages(
  {
    watchingLead: 'Looked up again every ten seconds.',
    nobodyWatches: 'Nobody watches a film just now.',
    watch: (count: number) => (count === 1 ? 'person watches now' : 'people watch now'),
    jobsLead: 'What runs by itself, and what it could not do.',
    suggestionRuns: 'Suggestions',
    noRun: 'It has not run yet.',
    startedAt: 'Begun',
    runState: (state: string) =>
      ({ done: 'Done', failed: 'Failed', fitting: 'Fitting the model', writing: 'Writing lists' })[state] ??
      state,
    rentals: 'Rentals',
    lists: 'Lists',
    of: (part: string, all: string) => `${part} of ${all}`,
    took: 'Took',
    model: 'Model',
    newModel: 'of this run',
    keptModel: 'the last good one',
    deadLetters: 'Events that could not be taken in',
    noLetter: 'All events were taken in.',
    letters: (count: number) =>
      count === 1 ? 'One event waits to be looked at.' : `About ${count} events wait to be looked at.`,
    redrive: 'Deliver all again',
    redriven: (count: number) =>
      count === 1 ? 'One event is delivered again.' : `About ${count} events are delivered again.`,
    event: 'Event',
    sentAt: 'Sent',
    attempts: 'Attempts',
    notificationsLead: 'Messages to developers, of all of them.',
    notificationState: (state: string) =>
      ({ parked: 'Given up', waiting: 'Waiting', sent: 'Sent' })[state] ?? state,
    noNotification: (state: string) =>
      ({ parked: 'Nothing was given up.', waiting: 'Nothing waits.', sent: 'Nothing was sent yet.' })[
        state
      ] ?? state,
    receiver: 'To',
    webhook: 'a webhook',
    when: 'When',
    lastError: 'What went wrong',
    retryHead: 'Again',
    retry: 'Send again',
    isRetried: 'It is sent again, as if it had never been tried.',
    auditLead: 'Who changed what, when; the latest first.',
    auditField: (name: string) =>
      ({
        kind: 'Kind of thing',
        action: 'What was done',
        subject_id: 'Id of the thing',
        actor: 'Id of who did it',
      })[name] ?? name,
    missing: (services: string) => `Entries of ${services} are missing just now.`,
    noEntry: 'No entry fits.',
    somebody: 'by an account',
    platform: 'by the platform itself',
    changedFields: (count: number) => (count === 1 ? 'One field' : `${count} fields`),
  },
  {
    watchingLead: 'Actualisé toutes les dix secondes.',
    nobodyWatches: 'Personne ne regarde de film en ce moment.',
    watch: (count: number) => (count < 2 ? 'personne regarde un film' : 'personnes regardent un film'),
    jobsLead: 'Ce qui tourne tout seul, et ce qui n’a pas pu se faire.',
    suggestionRuns: 'Suggestions',
    noRun: 'La tâche n’a pas encore tourné.',
    startedAt: 'Début',
    runState: (state: string) =>
      ({ done: 'Terminée', failed: 'En échec', fitting: 'Calcul du modèle', writing: 'Écriture des listes' })[
        state
      ] ?? state,
    rentals: 'Locations',
    lists: 'Listes',
    of: (part: string, all: string) => `${part} sur ${all}`,
    took: 'Durée',
    model: 'Modèle',
    newModel: 'de cette fois',
    keptModel: 'le dernier bon',
    deadLetters: 'Événements qui n’ont pas pu être traités',
    noLetter: 'Tous les événements ont été traités.',
    letters: (count: number) =>
      count === 1 ? 'Un événement attend.' : `Environ ${count} événements attendent.`,
    redrive: 'Tout renvoyer',
    redriven: (count: number) =>
      count === 1 ? 'Un événement est renvoyé.' : `Environ ${count} événements sont renvoyés.`,
    event: 'Événement',
    sentAt: 'Envoyé',
    attempts: 'Essais',
    notificationsLead: 'Les messages aux développeurs, tous confondus.',
    notificationState: (state: string) =>
      ({ parked: 'Abandonnées', waiting: 'En attente', sent: 'Envoyées' })[state] ?? state,
    noNotification: (state: string) =>
      ({ parked: 'Rien n’a été abandonné.', waiting: 'Rien n’attend.', sent: 'Rien n’a encore été envoyé.' })[
        state
      ] ?? state,
    receiver: 'À',
    webhook: 'un webhook',
    when: 'Quand',
    lastError: 'Ce qui n’a pas marché',
    retryHead: 'Encore',
    retry: 'Renvoyer',
    isRetried: 'Le message est renvoyé, comme s’il n’avait jamais été tenté.',
    auditLead: 'Qui a changé quoi, et quand ; le plus récent d’abord.',
    auditField: (name: string) =>
      ({
        kind: 'Type d’objet',
        action: 'Ce qui a été fait',
        subject_id: 'Identifiant de l’objet',
        actor: 'Identifiant de l’auteur',
      })[name] ?? name,
    missing: (services: string) => `Les entrées de ${services} manquent en ce moment.`,
    noEntry: 'Aucune entrée ne correspond.',
    somebody: 'par un compte',
    platform: 'par la plateforme elle-même',
    changedFields: (count: number) => (count === 1 ? 'Un champ' : `${count} champs`),
  },
)
