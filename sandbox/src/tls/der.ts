/** Just enough of DER for one extension that the certificate library has no words for. */
export function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  if (length > 0xffff) throw new Error('too long for a short extension');
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from(header), content]);
}

const sequence = 0x30;
const permitted = 0xa0;
const dnsName = 0x82;
const ipAddress = 0x87;

/**
 * RFC 5280, 4.2.1.10: an authority that is good for these names and everything below them alone, so
 * that whoever trusts it trusts it with nothing else.
 */
export function nameConstraints(names: readonly string[], ips: readonly Uint8Array[]): Buffer {
  const subtrees = [
    ...names.map((name) => der(sequence, der(dnsName, Buffer.from(name, 'ascii')))),
    ...ips.map((ip) => {
      const whole = new Uint8Array(ip.length).fill(0xff);
      return der(sequence, der(ipAddress, Buffer.concat([ip, whole])));
    }),
  ];
  return der(sequence, der(permitted, Buffer.concat(subtrees)));
}
