import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'

// The gateway serves the site below its stage path, so every address in it is relative.
export default defineConfig({
  base: './',
  plugins: [preact()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { setupFiles: ['src/browser-stand-in.ts'] },
})
