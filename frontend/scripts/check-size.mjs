// Holds the first load to its budget: what index.html names, gzipped.

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = { js: 40, css: 12 }

const page = readFileSync('dist/index.html', 'utf8')
const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(js|css))"/g)]

let over = false
for (const [kind, budget] of Object.entries(BUDGET_KB)) {
  const files = named.filter(([, , extension]) => extension === kind).map(([, file]) => file)
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0)
  const size = bytes / 1024
  console.log(`first load, ${kind}: ${size.toFixed(1)} of ${budget} KB gzip`)
  over ||= size > budget || files.length === 0
}
if (over) {
  console.error('The first load is over its budget, or could not be found.')
  process.exit(1)
}
