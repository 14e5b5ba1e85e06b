export type Part = { text: string; hit: boolean };

/**
 * The text in parts, those that were searched for marked: each word of the query wherever it stands, in
 * letters of either size. The parts together are the text.
 */
export function markHits(text: string, query: string): Part[] {
  const words = query.split(/\s+/).filter(Boolean).slice(0, 6).map(escaped);
  if (words.length === 0) return [{ text, hit: false }];
  // The longest first, so that of two words with one beginning the longer is marked.
  const pattern = new RegExp(`(${words.sort((a, b) => b.length - a.length).join('|')})`, 'giu');
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, hit: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

const escaped = (word: string) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
