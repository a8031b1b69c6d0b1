import { create } from 'qrcode'

/** White modules around a code: without them no reader finds it. */
const quiet = 4

/** A QR code as SVG with one path; level M still reads with 15 % of it spoilt. */
export function qrSvg(text: string): string {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const from = x
      while (x < size && data[y * size + x]) x++
      if (x > from) path += `M${from} ${y}h${x - from}`
    }
  const side = size + 2 * quiet
  return `<svg class="qr" viewBox="-${quiet} -${quiet}.5 ${side} ${side}" shape-rendering="crispEdges"><path stroke="#000" d="${path}"/></svg>`
}
