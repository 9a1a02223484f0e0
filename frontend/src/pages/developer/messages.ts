// What the developers' pages say.

import { messages } from '../../words/language'

export const developer = messages({ apiKeys: 'API keys' }, { apiKeys: 'Clés d’API' })
