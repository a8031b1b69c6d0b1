/** How a recording is called when it is sent, and whether we can and must convert it: `asked` only where it is refused. */
export interface SoundFile {
  readonly kind: 'silk' | 'ogg' | 'webm' | 'other'
  readonly name: string
  readonly type: string
  readonly converts: 'always' | 'asked' | 'never'
}

const file = (kind: SoundFile['kind'], extension: string, type: string): SoundFile => ({
  kind,
  name: `voice.${extension}`,
  type,
  converts: kind === 'silk' ? 'always' : kind === 'other' ? 'never' : 'asked',
})

/** Where which bytes stand (Latin-1), and what they mean. WeChat puts one byte before the mark of SILK. */
const signatures: readonly (readonly [number, string, SoundFile])[] = [
  [1, '#!SILK_V3', file('silk', 'silk', 'audio/silk')],
  [0, '#!SILK_V3', file('silk', 'silk', 'audio/silk')],
  [0, 'OggS', file('ogg', 'ogg', 'audio/ogg')],
  [0, '\x1aE\xdf\xa3', file('webm', 'webm', 'audio/webm')],
  [4, 'ftyp', file('other', 'm4a', 'audio/mp4')],
  [0, 'ID3', file('other', 'mp3', 'audio/mpeg')],
  [0, '\xff\xfb', file('other', 'mp3', 'audio/mpeg')],
  [0, '\xff\xf3', file('other', 'mp3', 'audio/mpeg')],
  [8, 'WAVE', file('other', 'wav', 'audio/wav')],
  [0, '#!AMR', file('other', 'amr', 'audio/amr')],
  [0, 'fLaC', file('other', 'flac', 'audio/flac')],
]

/** What a recording is, by its first bytes; undefined: no sound that we know. */
export function soundFile(recording: Uint8Array): SoundFile | undefined {
  const start = Buffer.from(recording.subarray(0, 16)).toString('latin1')
  return signatures.find(([at, bytes]) => start.startsWith(bytes, at))?.[2]
}
