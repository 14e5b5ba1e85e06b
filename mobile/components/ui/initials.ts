/** The first letters of the first two words: `Марко Лисенко` → `МЛ`. */
export function initials(name: string): string {
  return name
    .split(/[\s·@._-]+/u)
    .map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0])
    .filter((letter) => letter !== undefined)
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase();
}
