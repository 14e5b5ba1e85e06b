import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { at, fail, hash, node, run, say, toolEnv } from './toolchain.mjs';

/** Builds the web app when its sources changed since the last build. */
export async function buildWeb() {
  const stamp = at('mobile', 'dist', '.sources');
  const wanted = hash(sources(['mobile', 'contract', 'package-lock.json']));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Building the web app (half a minute, and again only when it changed)…');
  const code = await exportApp('web', at('mobile'), at('mobile', 'dist'));
  if (code !== 0) fail('The web app could not be built; the reason is above.');
  await compressFiles(at('mobile', 'dist'));
  writeFileSync(stamp, wanted);
}

/**
 * Puts a Brotli twin beside every file that shrinks by it; the backend sends it to who takes it.
 * @param {string} folder
 */
async function compressFiles(folder) {
  const compressed = promisify(brotliCompress);
  const texts = /\.(js|css|html|json|svg|ttf)$/;
  const names = readdirSync(folder, { recursive: true }).map(String);
  await Promise.all(
    names
      .filter((name) => texts.test(name))
      .map(async (name) => {
        const file = path.join(folder, name);
        writeFileSync(`${file}.br`, await compressed(readFileSync(file)));
      }),
  );
}

/**
 * Bundles an Expo app for one platform, offline.
 * @param {'web' | 'android' | 'ios'} platform
 * @param {string} app the app's folder
 * @param {string} output
 */
export function exportApp(platform, app, output) {
  const cli = at('node_modules', 'expo', 'bin', 'cli');
  return run(node, [cli, 'export', '--platform', platform, '--output-dir', output], {
    cwd: app,
    env: expoEnv(),
    quiet: true,
  });
}

/** Expo asks its maker's servers for versions and telemetry unless told not to. */
export const expoEnv = () => ({
  ...toolEnv(),
  CI: '1',
  EXPO_OFFLINE: '1',
  EXPO_NO_TELEMETRY: '1',
  EXPO_NO_DOTENV: '1',
});

/**
 * Names and contents of the files a build is made from.
 * @param {string[]} entries
 * @returns {(string | Buffer)[]}
 */
function sources(entries) {
  const skipped = /^(node_modules|dist|\.expo|ios|android|.*\.test\.tsx?|.*\.md)$/;
  /** @type {(string | Buffer)[]} */
  const found = [];
  /** @param {string} relative */
  const visit = (relative) => {
    const absolute = at(relative);
    if (!statSync(absolute).isDirectory()) {
      found.push(relative, readFileSync(absolute));
      return;
    }
    for (const name of readdirSync(absolute).sort())
      if (!skipped.test(name)) visit(path.join(relative, name));
  };
  entries.forEach(visit);
  return found;
}
