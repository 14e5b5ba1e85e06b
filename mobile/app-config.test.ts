import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect, promisify } from 'node:util';

const run = promisify(execFile);
const root = path.join(__dirname, '..');
const expo = path.join(root, 'node_modules', 'expo', 'bin', 'cli');
const offline = { EXPO_OFFLINE: '1', EXPO_NO_TELEMETRY: '1', CI: '1' };
const deployment = {
  APP_LINK_HOST: 'crm.agency.com',
  IOS_BUNDLE_ID: 'com.agency.crm',
  ANDROID_PACKAGE: 'com.agency.crm',
  EXPO_PUBLIC_API_URL: 'https://crm.agency.com',
};

// A whole prebuild of two platforms is seconds of work, twice.
jest.setTimeout(120_000);

/** What Expo would build: the native projects, written into a folder of their own. */
async function prebuild(environment: Record<string, string>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'foryou-prebuild-'));
  for (const name of ['app.json', 'app.config.ts', 'package.json', 'assets']) {
    await cp(path.join(__dirname, name), path.join(folder, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  await run(process.execPath, [expo, 'prebuild', '--no-install', '--clean'], {
    cwd: folder,
    env: { ...process.env, ...offline, ...environment },
  });
  return {
    read: (file: string) => readFile(path.join(folder, file), 'utf8'),
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The intent filters of a manifest, each as its own text. */
const intentFilters = (manifest: string) =>
  manifest.match(/<intent-filter[\s\S]*?<\/intent-filter>/g) ?? [];

describe.each([
  ['as it is cloned', {}, 'app.foryou.example', 'example.foryou.crm'],
  ['of a deployment', deployment, 'crm.agency.com', 'com.agency.crm'],
])('the native app %s', (_name, environment, host, id) => {
  let built: Awaited<ReturnType<typeof prebuild>>;
  beforeAll(async () => {
    built = await prebuild(environment);
  });
  afterAll(() => built.end());

  test('Android opens it for the scheme link and for the claimed https link', async () => {
    const filters = intentFilters(await built.read('android/app/src/main/AndroidManifest.xml'));
    const callback = filters.filter((filter) => filter.includes('/callback'));
    expect(callback).toHaveLength(2);
    for (const filter of callback) {
      expect(filter).toContain('android.intent.action.VIEW');
      expect(filter).toContain('android.intent.category.BROWSABLE');
      expect(filter).toContain('android.intent.category.DEFAULT');
    }
    const [scheme, claimed] = callback;
    expect(scheme).toMatch(
      /android:scheme="foryoure" android:host="amo-crm" android:pathPrefix="\/callback"/,
    );
    expect(scheme).not.toContain('autoVerify');
    expect(claimed).toContain('android:autoVerify="true"');
    expect(claimed).toContain(
      `android:scheme="https" android:host="${host}" android:pathPrefix="/app/amo-crm/callback"`,
    );
  });

  test('Android claims no https link beside that one, and backs nothing up', async () => {
    const manifest = await built.read('android/app/src/main/AndroidManifest.xml');
    const hosts = [...manifest.matchAll(/android:host="([^"]+)"/g)].map((match) => match[1]);
    expect(hosts.sort()).toEqual(['amo-crm', host].sort());
    expect(manifest).toContain('android:allowBackup="false"');
    expect(await built.read('android/app/build.gradle')).toContain(`applicationId '${id}'`);
  });

  test('iOS opens it for the scheme and for the associated domain', async () => {
    const plist = await built.read('ios/ForYouCRM/Info.plist');
    expect(plist).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>foryoure<\/string>/);
    const entitlements = await built.read('ios/ForYouCRM/ForYouCRM.entitlements');
    expect(entitlements).toMatch(
      new RegExp(
        `com\\.apple\\.developer\\.associated-domains</key>\\s*<array>\\s*<string>applinks:${host.replaceAll('.', '\\.')}</string>\\s*</array>`,
      ),
    );
    expect(await built.read('ios/ForYouCRM.xcodeproj/project.pbxproj')).toContain(id);
  });
});

async function config(environment: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, [expo, 'config', '--json', '--type', 'public'], {
    cwd: __dirname,
    env: { ...process.env, ...offline, ...environment },
  });
  return stdout;
}

test('the app learns where its backend is', async () => {
  const shown: unknown = JSON.parse(await config(deployment));
  expect(shown).toHaveProperty('extra.apiUrl', 'https://crm.agency.com');
});

test('a variable that is set and empty is one that is not set', async () => {
  const shown: unknown = JSON.parse(await config({ APP_LINK_HOST: '', IOS_BUNDLE_ID: '' }));
  expect(shown).toHaveProperty('ios.associatedDomains', ['applinks:app.foryou.example']);
});

test('what cannot be right stops the build, all of it in words', async () => {
  const wrong = config({
    APP_LINK_HOST: 'https://crm.agency.com/',
    IOS_BUNDLE_ID: 'crm',
    ANDROID_PACKAGE: 'com.Agency-crm',
    EXPO_PUBLIC_API_URL: 'http://crm.agency.com',
  });
  const said = await wrong.catch((error: unknown) => inspect(error));
  expect(said).toMatch(/APP_LINK_HOST must be the bare host/);
  expect(said).toMatch(/IOS_BUNDLE_ID must look like/);
  expect(said).toMatch(/ANDROID_PACKAGE must look like/);
  expect(said).toMatch(/EXPO_PUBLIC_API_URL must be https/);
});
