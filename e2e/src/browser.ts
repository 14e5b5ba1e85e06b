import { access, constants } from 'node:fs/promises';
import bundled from '@sparticuz/chromium';
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

/**
 * The system's Chrome, Chromium or Edge where there is one (`CHROME_PATH` names another), else the
 * Chromium that comes as an npm package for Linux on x64.
 */
export async function browserPath(): Promise<string> {
  const named = process.env['CHROME_PATH'];
  const candidates = named ? [named] : (installed[process.platform] ?? []);
  if (named !== 'bundled')
    for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  if (process.platform === 'linux' && process.arch === 'x64') return bundled.executablePath();
  throw new Error('No browser found: install Chrome or Chromium, or set CHROME_PATH to one.');
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await browserPath(), args: quiet });
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
