import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Figure } from './report.ts';

/**
 * What a browser has to fetch before anything shows: the scripts named in index.html, gzipped, of
 * our export against a blank Expo app of the same SDK.
 */
export async function webEntry(exports: { ours: string; blank: string }): Promise<Figure> {
  const ours = await entryBytes(exports.ours);
  const blank = await entryBytes(exports.blank);
  return {
    what: 'Web entry, gzip: the app against a blank Expo app of the same SDK',
    ours: kilobytes(ours),
    peer: kilobytes(blank),
    ratio: ours / blank,
    goal: { atMost: 1.6 },
  };
}

async function entryBytes(folder: string): Promise<number> {
  const html = await readFile(path.join(folder, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/<script[^>]*\ssrc="\/([^"]+)"/g)].flatMap(
    ([, source]) => source ?? [],
  );
  if (scripts.length === 0) throw new Error(`${folder}/index.html names no script.`);
  const sizes = await Promise.all(
    scripts.map(async (script) => gzipSync(await readFile(path.join(folder, script))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
