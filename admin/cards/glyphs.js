/**
 * Looks which characters this machine's fonts cannot draw, in the type of the cards: they come out as the box that also
 * stands for characters nobody has ever given a meaning, or as nothing at all. Runs where the cards are printed.
 */
const size = 48
const nobodys = ['\u{0378}', '\u{2FFF0}', '\u{3FFF0}']

function makeBrush(family) {
  const canvas = document.createElement('canvas')
  canvas.width = size * 2
  canvas.height = size * 2
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context.font = `${size}px ${family}`
  context.textBaseline = 'middle'
  return (char) => {
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.fillText(char, size / 4, size)
    return context.getImageData(0, 0, canvas.width, canvas.height).data.join()
  }
}

/** The characters among these that do not show. */
function missingGlyphs(characters, family) {
  const draw = makeBrush(family)
  const boxes = [' ', ...nobodys].map(draw)
  return characters.filter((char) => boxes.includes(draw(char)))
}

/** Names the people of a sheet of cards whose names cannot be drawn. */
function warn() {
  const place = document.getElementById('missing')
  const names = [...document.querySelectorAll('.name')].map((name) => name.textContent)
  if (place === null || names.length === 0) return
  const { fontFamily } = getComputedStyle(document.querySelector('.name'))
  const characters = [...new Set(names.join(''))].filter(
    (char) => !/[\p{Z}\p{Cc}\p{Cf}\p{M}]/u.test(char),
  )
  const missing = missingGlyphs(characters, fontFamily)
  const people = names.flatMap((name) => {
    const own = [...name].filter((char) => missing.includes(char))
    return own.length === 0 ? [] : [`${name}（缺“${own.join('')}”）`]
  })
  if (people.length === 0) return
  place.textContent = `这台电脑的字体显示不出下列姓名中的字，打印后请手写补上：${people.join('、')}`
  place.hidden = false
}

/** Answers the question of a page that only asks about characters. */
function answer() {
  const place = document.getElementById('characters')
  if (place === null) return
  const { fontFamily } = getComputedStyle(place)
  const missing = missingGlyphs([...place.textContent], fontFamily)
  place.textContent = missing.map((char) => char.codePointAt(0)).join(' ')
}

warn()
answer()
