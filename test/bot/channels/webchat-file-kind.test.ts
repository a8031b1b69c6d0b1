import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileKinds, sniff } from '../../../bot/channels/webchat/file-kind.ts'

const head = (text: string) => Buffer.from(text.padEnd(16, '\0'), 'latin1')

const samples: readonly [keyof typeof fileKinds, string, string?][] = [
  ['jpg', '\xff\xd8\xff\xe1'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF89a'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['heic', '\0\0\0\x18ftypheic'],
  ['heic', '\0\0\0\x18ftypmif1'],
  ['weba', '\x1aE\xdf\xa3', 'audio/webm'],
  ['weba', '\x1aE\xdf\xa3'],
  ['webm', '\x1aE\xdf\xa3', 'video/webm'],
  ['oga', 'OggS'],
  ['m4a', '\0\0\0\x18ftypM4A '],
  ['m4a', '\0\0\0\x18ftypiso5', 'audio/mp4'],
  ['mp4', '\0\0\0\x18ftypiso5', 'video/mp4'],
  ['mp4', '\0\0\0\x18ftypisom'],
  ['mp3', 'ID3\x04'],
  ['mp3', '\xff\xfb\x90'],
  ['wav', 'RIFF\x10\0\0\0WAVEfmt '],
  ['amr', '#!AMR\n'],
  ['pdf', '%PDF-1.7'],
  ['docx', 'PK\x03\x04'],
  ['doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
]
test.each(samples)('knows %s by its first bytes', (extension, bytes, declared = '') => {
  expect(sniff(head(bytes), declared)).toEqual(fileKinds[extension])
})

test.each([
  ['image/png'],
  ['audio/webm'],
  ['application/pdf'],
  [''],
])('what the browser calls it (%s) makes nothing of a page', (declared) => {
  expect(sniff(head('<!doctype html>'), declared)).toBeUndefined()
})

test('never fails on any bytes, and never makes a picture of what only the browser calls one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.string(), (bytes, declared) => {
      const kind = sniff(Buffer.from(bytes), declared)
      expect(kind?.kind === 'image' && sniff(Buffer.from(bytes))?.kind !== 'image').toBe(false)
    }),
  )
})

test('no kind is one a browser would run', () => {
  for (const { mediaType } of Object.values(fileKinds)) {
    expect(mediaType).not.toMatch(/html|svg|xml$|javascript/)
  }
})
