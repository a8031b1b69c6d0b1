import jsqr from 'jsqr'
import type { BrowserContext } from 'playwright-core'

/** Reads the QR code in a picture, as a phone would; a page takes the picture apart. */
export async function makeReader(context: BrowserContext) {
  const page = await context.newPage()
  const pixels = `async (png) => {
    const image = new Image()
    image.src = 'data:image/png;base64,' + png
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
    return { width, height, hex: Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('') }
  }`
  return async (png: Buffer): Promise<string> => {
    const { width, height, hex } = await page.evaluate<{
      width: number
      height: number
      hex: string
    }>(`(${pixels})('${png.toString('base64')}')`)
    const data = new Uint8ClampedArray(Buffer.from(hex, 'hex'))
    return jsqr.default(data, width, height)?.data ?? 'unreadable'
  }
}
