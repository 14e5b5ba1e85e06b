/** What a hook carries before it is a form: every scalar becomes a text, every key a bracket. */
export type FormValue = string | number | undefined | readonly FormValue[] | FormTree;
export interface FormTree {
  readonly [key: string]: FormValue;
}

/**
 * `application/x-www-form-urlencoded` as amoCRM's hooks have it: `a[b][0]=c d` with brackets and
 * values percent-encoded and a space as `+`. Captured Content-Length values prove the brackets.
 * Undefined values are left out with their key.
 */
export function encodeForm(tree: FormTree): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(tree)) collect(key, value, pairs);
  return pairs.join('&');
}

function collect(path: string, value: FormValue, pairs: string[]): void {
  if (value === undefined) return;
  if (typeof value !== 'object') {
    pairs.push(`${escaped(path)}=${escaped(String(value))}`);
    return;
  }
  for (const [key, child] of Object.entries(value)) collect(`${path}[${key}]`, child, pairs);
}

/** `encodeURIComponent` leaves five marks alone that a form does not. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Any JSON value as part of a form: PHP prints true as 1, false as 0 and null as an empty text. */
export function formValue(value: unknown): FormValue {
  switch (typeof value) {
    case 'string':
    case 'number':
      return value;
    case 'boolean':
      return value ? '1' : '0';
    case 'object':
      if (value === null) return '';
      if (Array.isArray(value)) return value.map(formValue);
      return formTree(value);
    default:
      return undefined;
  }
}

export function formTree(value: object): FormTree {
  return Object.fromEntries(
    Object.entries(value).map(([key, child]: [string, unknown]) => [key, formValue(child)]),
  );
}
