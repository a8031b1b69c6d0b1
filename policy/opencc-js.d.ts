declare module 'opencc-js/dict/TSCharacters' {
  /** `繁 简` pairs between bars; a character with several readings lists them after it. */
  const pairs: string
  export default pairs
}

declare module 'opencc-js/dict/STCharacters' {
  /** `简 繁` pairs between bars. */
  const pairs: string
  export default pairs
}
