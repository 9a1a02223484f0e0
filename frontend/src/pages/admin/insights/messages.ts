// What the pages of insights say.

import { messages } from '../../../words/language'

export const insights = messages(
  {
    viewName: (view: string) =>
      ({
        rfm: 'How lately, how often',
        cohorts: 'Who stays',
        'top-spenders': 'Top spenders',
        lapsed: 'Lapsed',
        genres: 'Favourite genres',
      })[view] ?? view,
    lead: (view: string) =>
      ({
        rfm: 'Everybody who ever rented, in fifths by how lately, how often and for how much. Five is best.',
        cohorts: 'Of those who signed up in a month: the share that rented in it, and in each month since.',
        'top-spenders': 'Who spent the most, and what part that is of all that was spent.',
        lapsed: 'Who rented once and does no longer; those who spent the most come first.',
        genres: 'The genre that each customer rents most.',
      })[view] ?? view,
    whoIsWhere: 'Who is where',
    whatScoresMean: 'What the scores mean',
    latelyDownOftenAcross: 'Lately ↓ · often →',
    lately: (score: number) => (score === 5 ? 'Lately 5' : `${score}`),
    often: (score: number) => (score === 5 ? 'Often 5' : `${score}`),
    measure: 'Score',
    measureName: (measure: string) =>
      ({ recency: 'Lately', frequency: 'Often', monetary: 'Spent' })[measure] ?? measure,
    from: 'From',
    to: 'To',
    signedUp: 'Signed up in',
    monthsLater: (months: number) => (months === 0 ? 'same month' : `+${months}`),
    nobodyYet: 'Nobody has rented yet.',
    nobodyLapsed: 'Nobody has been silent that long.',
    span: 'Span of time',
    lastDays: (days: number) => (days === 365 ? 'Last year' : `Last ${days} days`),
    erased: 'An account that is erased',
    share: 'Share',
    silence: 'Silent for',
    silentFor: (days: number) => `Silent for ${days} days`,
    silentDays: 'Days of silence',
    usualGap: 'Days between rentals',
    fans: 'Like it best',
  },
  {
    viewName: (view: string) =>
      ({
        rfm: 'Récence et fréquence',
        cohorts: 'Fidélité',
        'top-spenders': 'Meilleurs clients',
        lapsed: 'Clients perdus',
        genres: 'Genres préférés',
      })[view] ?? view,
    lead: (view: string) =>
      ({
        rfm: 'Tous ceux qui ont loué, par cinquièmes selon la récence, la fréquence et la dépense. Cinq est le mieux.',
        cohorts: 'De ceux inscrits un mois donné : la part qui a loué ce mois-là, et chaque mois depuis.',
        'top-spenders': 'Qui a dépensé le plus, et quelle part du total cela fait.',
        lapsed: 'Qui a loué et ne loue plus ; les plus dépensiers d’abord.',
        genres: 'Le genre que chaque client loue le plus.',
      })[view] ?? view,
    whoIsWhere: 'Qui est où',
    whatScoresMean: 'Ce que valent les notes',
    latelyDownOftenAcross: 'Récent ↓ · souvent →',
    lately: (score: number) => (score === 5 ? 'Récent 5' : `${score}`),
    often: (score: number) => (score === 5 ? 'Souvent 5' : `${score}`),
    measure: 'Note',
    measureName: (measure: string) =>
      ({ recency: 'Récent', frequency: 'Souvent', monetary: 'Dépense' })[measure] ?? measure,
    from: 'De',
    to: 'À',
    signedUp: 'Inscrits en',
    monthsLater: (months: number) => (months === 0 ? 'même mois' : `+${months}`),
    nobodyYet: 'Personne n’a encore loué.',
    nobodyLapsed: 'Personne n’est absent depuis si longtemps.',
    span: 'Période',
    lastDays: (days: number) => (days === 365 ? 'L’année passée' : `Les ${days} derniers jours`),
    erased: 'Un compte effacé',
    share: 'Part',
    silence: 'Absents depuis',
    silentFor: (days: number) => `Absents depuis ${days} jours`,
    silentDays: 'Jours d’absence',
    usualGap: 'Jours entre locations',
    fans: 'Le préfèrent',
  },
)
