/** A filter tree in PHP's bracket notation: `filter[a][b]=1` is a → b → "1". */
export type FilterNode = string | FilterTree;
export interface FilterTree {
  readonly children: ReadonlyMap<string, FilterNode>;
}

/** What a list was asked for, after clamping. */
export interface ApiQuery {
  readonly page: number;
  readonly limit: number;
  readonly with: ReadonlySet<string>;
  readonly order: { readonly field: string; readonly descending: boolean } | null;
  /** Full-text words, lower case; empty when none were given. */
  readonly text: string;
  readonly filter: FilterTree;
  /** Every pair but page and limit, for links to other pages. */
  readonly others: readonly (readonly [string, string])[];
}

const defaultLimit = 50;
const highestLimit = 250;

/** Reads the query of a v4 list or entity. Nonsense falls back to defaults, as amoCRM does. */
export function readQuery(url: string): ApiQuery {
  const start = url.indexOf('?');
  const params = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const filter = new Map<string, FilterNode>();
  let order: ApiQuery['order'] = null;
  for (const [key, value] of params) {
    const path = bracketPath(key);
    if (path[0] === 'filter' && path.length > 1) plant(filter, path.slice(1), value);
    if (path[0] === 'order' && path[1] !== undefined) {
      order = { field: path[1], descending: value.toLowerCase() === 'desc' };
    }
  }
  return {
    page: wholeNumber(params.get('page')) ?? 1,
    limit: Math.min(wholeNumber(params.get('limit')) ?? defaultLimit, highestLimit),
    with: new Set((params.get('with') ?? '').split(',').map((part) => part.trim())),
    order,
    text: (params.get('query') ?? '').trim().toLowerCase(),
    filter: { children: filter },
    others: [...params].filter(([key]) => key !== 'page' && key !== 'limit'),
  };
}

function bracketPath(key: string): string[] {
  const open = key.indexOf('[');
  if (open < 0) return [key];
  const inner = [...key.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  return [key.slice(0, open), ...inner];
}

/** Deeper than any filter amoCRM has; a longer path is not one. */
const deepest = 6;

function plant(into: Map<string, FilterNode>, path: string[], value: string): void {
  if (path.length > deepest) return;
  let level = into;
  for (const [depth, part] of path.entries()) {
    // An empty bracket appends, as in PHP.
    const key = part === '' ? String(level.size) : part;
    if (depth === path.length - 1) {
      level.set(key, value);
      return;
    }
    const child = level.get(key);
    const next = child !== undefined && typeof child !== 'string' ? child : undefined;
    const children = new Map(next?.children);
    level.set(key, { children });
    level = children;
  }
}

function wholeNumber(value: string | null): number | undefined {
  return value !== null && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}

/** The values of `filter[name]` given once or as a list; null when absent. */
export function listed(filter: FilterTree, name: string): string[] | null {
  const node = filter.children.get(name);
  if (node === undefined) return null;
  if (typeof node === 'string') return [node];
  return [...node.children.values()].filter((child) => typeof child === 'string');
}

/** `filter[name][from|to]`, or a bare value, which each entity reads in its own way. */
export type Range = { kind: 'bare'; value: number } | { kind: 'span'; from: number; to: number };

export function ranged(filter: FilterTree, name: string): Range | null {
  const node = filter.children.get(name);
  if (node === undefined) return null;
  if (typeof node === 'string') {
    const value = Number(node);
    return Number.isFinite(value) ? { kind: 'bare', value } : null;
  }
  const end = (key: string, otherwise: number) => {
    const child = node.children.get(key);
    const value = typeof child === 'string' && child !== '' ? Number(child) : Number.NaN;
    return Number.isFinite(value) ? value : otherwise;
  };
  return { kind: 'span', from: end('from', -Infinity), to: end('to', Infinity) };
}

/** `filter[statuses][i][pipeline_id|status_id]`; an item without both counts for nothing. */
export function stagesIn(filter: FilterTree): { pipelineId: number; statusId: number }[] | null {
  const node = filter.children.get('statuses');
  if (node === undefined || typeof node === 'string') return null;
  return [...node.children.values()].flatMap((item) => {
    if (typeof item === 'string') return [];
    const pipelineId = item.children.get('pipeline_id');
    const statusId = item.children.get('status_id');
    if (typeof pipelineId !== 'string' || typeof statusId !== 'string') return [];
    return [{ pipelineId: Number(pipelineId), statusId: Number(statusId) }];
  });
}
