/** On the web the sections are links in a navigation landmark. */
export const navBar = (label: string): object => ({ role: 'navigation', 'aria-label': label });

export const navItem = (label: string, current: boolean): object => ({
  role: 'link',
  'aria-label': label,
  ...(current && { 'aria-current': 'page' }),
});
