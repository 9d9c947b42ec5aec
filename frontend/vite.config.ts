import { defineConfig, type Plugin } from 'vite'

/** Where the page looks for the server when it is deployed apart from it; empty: the server that serves the page. */
const backend = (process.env.PAGE_BACKEND ?? '').replaceAll(/["<>&]/g, '')

const namedBackend: Plugin = {
  name: 'named-backend',
  transformIndexHtml: (html) => html.replace('name="aicwd-backend" content=""', `name="aicwd-backend" content="${backend}"`),
}

/** The built page also opens from a file, where browsers refuse modules and CORS: one classic script, deferred, and a plain style sheet. */
const plainTags: Plugin = {
  name: 'plain-tags',
  enforce: 'post',
  transformIndexHtml: (html) => html.replaceAll(/ type="module" crossorigin/g, ' defer').replaceAll(' crossorigin', ''),
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [namedBackend, plainTags],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // Nothing is inlined as data: the content policy allows no such fonts.
    assetsInlineLimit: 0,
    // One style sheet of its own: a classic script would carry it in a <style>, which the policy refuses.
    cssCodeSplit: false,
    modulePreload: false,
    target: 'es2022',
    rolldownOptions: { output: { format: 'iife' } },
  },
  server: { proxy: { '/api': process.env.AICWD_URL ?? 'http://127.0.0.1:3210' } },
})
