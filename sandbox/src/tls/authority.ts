import * as x509 from '@peculiar/x509';
import { createPrivateKey, KeyObject, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vendorHosts } from '../hosts.ts';
import { SandboxStartError } from '../options.ts';
import { errorCode, readIfThere } from '../state/file.ts';
import { nameConstraints } from './der.ts';

/** A key and its certificate, as PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** The sandbox's own certificate authority. */
export interface Authority {
  /** PEM: what a client has to trust. */
  readonly certificate: string;
  /** Where it is kept; null when it lives in memory. */
  readonly file: string | null;
  /** A certificate for the server of this run. */
  issue(): Promise<KeyAndCertificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 3600 * 1000;
const authorityLife = 3650 * day;
/** The longest that browsers take from a server is 398 days. */
const serverLife = 390 * day;

const loopback = ['127.0.0.1', '::1'] as const;
const loopbackBytes = [
  Uint8Array.of(127, 0, 0, 1),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
];

/**
 * Takes the authority out of its folder, or makes one: at the first start, or at every start without
 * a folder. It is good for the vendors' names, for this machine and for `baseHost`, and for nothing
 * else: whoever trusts it risks no other site.
 * @throws {SandboxStartError} `tls_unusable`.
 */
export async function openAuthority(
  folder: string | undefined,
  baseHost: string,
): Promise<Authority> {
  const names = [...vendorHosts, 'localhost', ...(isBelowLocalhost(baseHost) ? [] : [baseHost])];
  if (folder === undefined) return authority(await makeAuthority(names), null, baseHost);
  const [certFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  try {
    const [cert, key] = [await readIfThere(certFile), await readIfThere(keyFile)];
    if (cert !== null && key !== null) {
      const kept = await authority({ cert, key }, certFile, baseHost);
      if (!isGoodFor(cert, names)) throw new Error(`it was not made for ${baseHost}`);
      return kept;
    }
    const made = await makeAuthority(names);
    await mkdir(folder, { recursive: true });
    // The key first: a certificate without its key would be trusted for nothing.
    await writeFile(keyFile, made.key, { mode: 0o600 });
    await writeFile(certFile, made.cert);
    return await authority(made, certFile, baseHost);
  } catch (cause) {
    const code = errorCode(cause);
    const reason =
      code === 'unknown error' && cause instanceof Error ? cause.message : `error ${code}`;
    throw new SandboxStartError(
      'tls_unusable',
      `The certificate authority in ${folder} cannot be used: ${reason}. Name another folder, or move ca.pem and ca.key away to have a new one made.`,
      { cause },
    );
  }
}

function isBelowLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

function isGoodFor(pem: string, names: readonly string[]): boolean {
  const constraints = new x509.X509Certificate(pem).getExtension('2.5.29.30');
  const value = Buffer.from(constraints?.value ?? new ArrayBuffer(0));
  return names.every((name) => value.includes(name, 0, 'ascii'));
}

async function makeAuthority(names: readonly string[]): Promise<KeyAndCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=amoCRM sandbox authority, O=Local tests only',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + authorityLife),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      new x509.Extension('2.5.29.30', true, Uint8Array.from(nameConstraints(names, loopbackBytes))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: printKey(keys.privateKey), cert: certificate.toString('pem') };
}

async function authority(
  { key, cert }: KeyAndCertificate,
  file: string | null,
  baseHost: string,
): Promise<Authority> {
  const issuer = new x509.X509Certificate(cert);
  const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    Uint8Array.from(der),
    algorithm,
    false,
    ['sign'],
  );
  return {
    certificate: cert,
    file,
    issue: () => issueServer(issuer, signingKey, [...new Set([...vendorHosts, baseHost])]),
  };
}

/** One certificate for all: every vendor's name and the names one level below it. */
async function issueServer(
  issuer: x509.X509Certificate,
  signingKey: CryptoKey,
  bases: readonly string[],
): Promise<KeyAndCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = [
    ...bases.flatMap((base) => [base, `*.${base}`]),
    'amocrm.localhost',
    '*.amocrm.localhost',
    'localhost',
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=amoCRM sandbox',
    issuer: issuer.subject,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + serverLife),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...[...new Set(names)].map((value) => ({ type: 'dns', value }) as const),
        ...loopback.map((value) => ({ type: 'ip', value }) as const),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { key: printKey(keys.privateKey), cert: certificate.toString('pem') };
}

function printKey(key: CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Positive, and never the same twice: browsers refuse two certificates of one number. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}
