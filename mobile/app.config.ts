import type { ConfigContext, ExpoConfig } from 'expo/config';
import { z } from 'zod';

/**
 * `app.json` holds the defaults; a deployment says what is its own in the environment. What cannot
 * be right stops the build in words, before an app that cannot come back from amoCRM is shipped.
 */
const ownMachine = /^(localhost|.*\.local|\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\])$/;

const environmentSchema = z.object({
  APP_LINK_HOST: z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, {
      error: 'must be the bare host of PUBLIC_URL, lower case, like app.agency.com',
    })
    .optional(),
  IOS_BUNDLE_ID: z
    .string()
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, { error: 'must look like com.agency.crm' })
    .optional(),
  ANDROID_PACKAGE: z
    .string()
    .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, {
      error: 'must look like com.agency.crm: lower case, no hyphens',
    })
    .optional(),
  EXPO_PUBLIC_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address like https://app.agency.com' })
    .refine((url) => new URL(url).pathname === '/' && new URL(url).search === '', {
      error: 'must be the address alone, without a path: the app adds /api itself',
    })
    .refine((url) => url.startsWith('https:') || ownMachine.test(new URL(url).hostname), {
      error: 'must be https, but for a backend of this machine or network, named by its IP address',
    })
    .optional(),
});

/** An empty variable is one that was not set. */
const given = Object.fromEntries(
  Object.entries<string | undefined>(process.env).filter(([, value]) => value !== ''),
);

function readEnvironment() {
  const read = environmentSchema.safeParse(given);
  if (read.success) return read.data;
  const lines = read.error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`);
  throw new Error(`The environment of this build is not right:\n${lines.join('\n')}`);
}

type IntentFilters = NonNullable<NonNullable<ExpoConfig['android']>['intentFilters']>;

/** The claimed https links of `app.json`, on this deployment's own host. */
const onHost = (host: string, filters: IntentFilters): IntentFilters =>
  filters.map((filter) => ({
    ...filter,
    data: [filter.data ?? []]
      .flat()
      .map((data) => (data.scheme === 'https' ? { ...data, host } : data)),
  }));

export default function appConfig({ config }: ConfigContext): ExpoConfig {
  const environment = readEnvironment();
  const host = environment.APP_LINK_HOST;
  return {
    ...config,
    name: config.name ?? 'For You CRM',
    slug: config.slug ?? 'for-you-crm',
    ios: {
      ...config.ios,
      ...(environment.IOS_BUNDLE_ID !== undefined && {
        bundleIdentifier: environment.IOS_BUNDLE_ID,
      }),
      ...(host !== undefined && { associatedDomains: [`applinks:${host}`] }),
    },
    android: {
      ...config.android,
      ...(environment.ANDROID_PACKAGE !== undefined && { package: environment.ANDROID_PACKAGE }),
      ...(host !== undefined && {
        intentFilters: onHost(host, config.android?.intentFilters ?? []),
      }),
    },
    extra: {
      ...config.extra,
      ...(environment.EXPO_PUBLIC_API_URL !== undefined && {
        apiUrl: environment.EXPO_PUBLIC_API_URL,
      }),
    },
  };
}
