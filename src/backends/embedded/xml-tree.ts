/** An element of an XML answer that a library wrote: elements and texts, nothing else. */
export class XmlTree {
  readonly name: string;
  readonly children: XmlTree[] = [];
  /** Its own text, unescaped; white space alone is none. */
  text = '';

  constructor(name: string) {
    this.name = name;
  }

  /** The first element of that name, at any depth. */
  find(name: string): XmlTree | undefined {
    for (const child of this.children) {
      const found = child.name === name ? child : child.find(name);
      if (found) return found;
    }
    return undefined;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAXIMUM_DEPTH = 32;

/** Throws Error for what no library writes. */
export function readXml(xml: string): XmlTree {
  const document = new XmlTree('');
  const open = [document];
  for (const [, text, close, name, empty] of xml.matchAll(
    /([^<]*)<([/?]?)([A-Za-z][\w.-]*)?[^<>]*?(\/?)>/g,
  )) {
    const current = open.at(-1);
    if (current === undefined || open.length > MAXIMUM_DEPTH) throw new Error('the answer is not XML');
    if (text?.trim()) current.text += unescaped(text);
    if (close === '?' || name === undefined) continue;
    if (close === '/') {
      open.pop();
      continue;
    }
    const element = new XmlTree(name);
    current.children.push(element);
    if (empty === '') open.push(element);
  }
  const [root] = document.children;
  if (root === undefined) throw new Error('the answer is not XML');
  return root;
}

function unescaped(text: string): string {
  return text.replace(/&([a-z]{2,4});/g, (whole, name: string) =>
    Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole,
  );
}
