import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dark, light } from './tokens';

const page = (name: string) =>
  readFileSync(path.join(__dirname, '..', 'public', name), 'utf8').toUpperCase();

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);

test('the page is painted in the colours of the theme before the app draws', () => {
  const css = page('page.css');
  expect(all(css, /--PAPER: (#\w+)/g)).toEqual([light.paper, dark.paper, dark.paper]);
  expect(all(css, /--FOCUS-RING: (#\w+)/g)).toEqual([
    light.brassMark,
    dark.brassMark,
    dark.brassMark,
  ]);
  const html = page('index.html');
  expect(all(html, /CONTENT="(#\w+)"/g)).toEqual([light.paper, dark.paper]);
});

test('the page needs no inline script, so its policy can forbid them', () => {
  const html = page('index.html');
  const scripts = [...html.matchAll(/<SCRIPT([^>]*)>([^<]*)</g)];
  expect(scripts.length).toBeGreaterThan(0);
  for (const [, attributes, body] of scripts) {
    expect(attributes).toContain('SRC=');
    expect(body).toBe('');
  }
});
