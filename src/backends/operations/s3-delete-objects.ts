import { ServiceError } from '../../protocols/service-error.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAXIMUM_KEYS = 1_000;
/** 1,000 keys of 1,024 bytes, each escaped at worst, and the elements around them. */
const MAXIMUM_BODY = 8 * 1024 * 1024;
const OPEN = '<Key>';
const CLOSE = '</Key>';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The keys of a DeleteObjects request. Throws MalformedXML for anything but plain elements. */
export function keysToDelete(body: Uint8Array): string[] {
  if (body.byteLength > MAXIMUM_BODY) throw malformed();
  const xml = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  // What could hide a key from one reader and not from another.
  if (/<!|<\?(?!xml )|<[A-Za-z]+:|<Key\s/.test(xml)) throw malformed();
  const keys: string[] = [];
  let position = xml.indexOf(OPEN);
  while (position >= 0) {
    const start = position + OPEN.length;
    const end = xml.indexOf(CLOSE, start);
    if (end < 0 || keys.length === MAXIMUM_KEYS) throw malformed();
    keys.push(unescaped(xml.slice(start, end)));
    position = xml.indexOf(OPEN, end);
  }
  if (keys.length === 0 || /<VersionId>/.test(xml)) throw malformed();
  return keys;
}

function unescaped(text: string): string {
  return text.replace(/&([^;&]{0,12})(;?)/g, (_, name: string, end: string) => {
    if (end === '') throw malformed();
    if (/^#(?:[0-9]{1,7}|x[0-9a-fA-F]{1,6})$/.test(name)) return codePoint(name);
    const character = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (character === undefined) throw malformed();
    return character;
  });
}

function codePoint(name: string): string {
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  if (code > 0x10ffff) throw malformed();
  return String.fromCodePoint(code);
}

function malformed(): ServiceError {
  return new ServiceError(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
