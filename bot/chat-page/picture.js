const largestBytes = 6 * 1024 * 1024
const longestEdge = 2560

/** A photograph small enough to send: a large one is drawn again with fewer points; what cannot be read stays as it is. */
export async function shrinkPicture(file) {
  if (file.size <= largestBytes || window.createImageBitmap === undefined) return file
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (bitmap === undefined) return file
  const scale = Math.min(1, longestEdge / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const smaller = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85))
  return smaller ?? file
}
