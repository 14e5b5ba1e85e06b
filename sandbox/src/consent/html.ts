/** Markup that is safe to put on a page: made by `html` alone. */
export interface Markup {
  readonly markup: string;
}

type Piece = string | number | Markup | readonly Markup[] | null;

/** Template tag: text is escaped, markup goes in as it is, null is nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let markup = parts[0] ?? '';
  for (const [place, piece] of pieces.entries()) {
    markup += print(piece) + (parts[place + 1] ?? '');
  }
  return { markup };
}

/** Text that is ours and already markup: a style sheet or a script of this package. */
export function trusted(markup: string): Markup {
  return { markup };
}

function print(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escape(piece);
  if ('markup' in piece) return piece.markup;
  return piece.map((one) => one.markup).join('');
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities.get(sign) ?? sign);
}
