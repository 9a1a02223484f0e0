// What the admin's pages say.

import { messages } from '../../words/language'

export const admin = messages(
  { reports: 'Reports', newestReports: 'The newest reports' },
  { reports: 'Rapports', newestReports: 'Les rapports les plus récents' },
)
