/** The pool alone: the whole library takes 8 MB more of a thread that only sends. */
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici'
}
