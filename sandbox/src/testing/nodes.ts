import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Node of this machine. */
export interface NodeAtHand {
  readonly path: string;
  readonly version: string;
}

/** This Node and those on the machine's own path, of a major version or later, each version once. */
export function nodesAtHand(since: number): NodeAtHand[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const others = folders.filter((folder) => folder !== '' && !folder.includes('node_modules'));
  const paths = [
    process.execPath,
    ...others.map((folder) => join(folder, 'node')).filter(existsSync),
  ];
  const found = paths.map((path) => ({ path, version: versionOf(path) }));
  return found.filter(
    ({ version }, place) =>
      Number.parseInt(version) >= since &&
      found.findIndex((one) => one.version === version) === place,
  );
}

function versionOf(path: string): string {
  return execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}
