import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** Office PCs with Windows 7 stop at Chrome 109; the oldest one still in use has 86. */
const oldestBrowser = 'chrome86'

export default defineConfig({
  base: '/admin/',
  plugins: [vue()],
  build: {
    target: oldestBrowser,
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]/ }],
        },
      },
    },
  },
})
