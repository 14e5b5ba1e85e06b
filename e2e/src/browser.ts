import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import bundled, { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const installed: Record<string, string[]> = {
  linux: [
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

interface InstalledBrowser {
  executablePath: string;
  env: NodeJS.ProcessEnv;
}

/**
 * The system's Chrome, Chromium or Edge where there is one (`CHROME_PATH` names another), else the
 * Chromium that comes as an npm package for Linux on x64 (`CHROME_PATH=bundled` insists on it).
 */
async function findBrowser(): Promise<InstalledBrowser> {
  const named = process.env['CHROME_PATH'];
  const candidates = named ? [named] : (installed[process.platform] ?? []);
  if (named !== 'bundled')
    for (const candidate of candidates)
      if (await isExecutable(candidate)) return { executablePath: candidate, env: process.env };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackBundled();
  throw new Error('No browser found: install Chrome or Chromium, or set CHROME_PATH to one.');
}

/** A bare machine lacks the libraries and fonts a browser needs; the package brings them along. */
async function unpackBundled(): Promise<InstalledBrowser> {
  const executablePath = await bundled.executablePath();
  const archive = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'));
  const libraries = path.join(await inflate(fileURLToPath(archive)), 'lib');
  return {
    executablePath,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries,
      FONTCONFIG_PATH: process.env['FONTCONFIG_PATH'] ?? path.join(tmpdir(), 'fonts'),
    },
  };
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(await findBrowser()), args: quiet });
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
