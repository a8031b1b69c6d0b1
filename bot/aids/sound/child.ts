import { decode } from './decode.ts'

// A process of its own, without database or secrets: it may be fed hostile files, and may be killed at any moment.
// Reads a recording from standard input, writes it as WAV; ends with 1 and nothing where it cannot be read.

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

readAll()
  .then(decode)
  .then(
    (wav) => process.stdout.write(wav),
    () => {
      // What the decoder says may repeat the file.
      process.exitCode = 1
    },
  )
