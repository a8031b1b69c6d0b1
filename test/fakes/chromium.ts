import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testFolder } from '../support.ts'

const behaviours = {
  /** A PDF of its name only; every character can be drawn. */
  works: `for a; do case "$a" in
    --print-to-pdf=*) printf '%%PDF-1.4 fake' > "\${a#*=}";;
    --dump-dom) printf '<p id="characters"></p>';;
  esac; done`,
  /** A PDF of the settings it was given. */
  tells: `for a; do case "$a" in --print-to-pdf=*) set > "\${a#*=}";; esac; done`,
  hangs: 'while :; do :; done',
  fails: 'exit 3',
  /** Ends well and leaves nothing. */
  idles: ':',
}

/** Stands for Chromium where a test needs no real one. Returns the path of a program. */
export function fakeChromium(behaviour: keyof typeof behaviours = 'works'): string {
  const file = join(testFolder(), 'chromium')
  writeFileSync(file, `#!/bin/sh\n${behaviours[behaviour]}\n`, { mode: 0o755 })
  return file
}
