/** As on the phone, in the words of ARIA, which React Native's types do not list. */
export function headingLevel(level: 1 | 2 | 3): object {
  return { role: 'heading', 'aria-level': level };
}

export function describedField(id: string, sentence: string | undefined, invalid: boolean): object {
  return {
    ...(sentence !== undefined && { 'aria-describedby': id }),
    ...(invalid && { 'aria-invalid': true }),
  };
}

export function currentPage(current: boolean): object {
  return current ? { 'aria-current': 'page' } : {};
}

export function toggled(on: boolean): object {
  return { 'aria-pressed': on };
}
