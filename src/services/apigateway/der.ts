/** Writes ASN.1 in the Distinguished Encoding Rules, ITU-T X.690: what a certificate needs of it. */

function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

/** A set of one. */
export function setOf(part: Uint8Array): Buffer {
  return element(0x31, part);
}

/** A whole number of at least 0, from its bytes, the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  const negative = (digits[0] ?? 0) >= 0x80;
  return element(0x02, negative ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** Whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

export function nothing(): Buffer {
  return element(0x05, Buffer.alloc(0));
}

/** `2.5.4.3` */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 + (rest % 128));
  return bytes;
}

/** Letters, digits and a few signs. */
export function printableString(text: string): Buffer {
  return element(0x13, Buffer.from(text, 'latin1'));
}

/** A time in whole seconds: UTCTime until 2049, GeneralizedTime after it, as RFC 5280 4.1.2.5 has it. */
export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().slice(0, 19).replace(/[-T:]/g, '');
  const isGeneralized = Number(digits.slice(0, 4)) >= 2050;
  return element(isGeneralized ? 0x18 : 0x17, Buffer.from(`${isGeneralized ? digits : digits.slice(2)}Z`));
}

/** `[tag]`, with the tag of what it holds kept. */
export function explicit(tag: number, part: Uint8Array): Buffer {
  return element(0xa0 + tag, part);
}
