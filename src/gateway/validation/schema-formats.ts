import { isIPv4, isIPv6 } from 'node:net';

/** The formats of JSON Schema draft 4, section 7.3, as far as a request is basically validated: none backtracks. */
export const schemaFormats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': isDateTime,
  email: (text) => /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(text),
  hostname: (text) => text.length <= 253 && text.split('.').every(isLabel),
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: (text) => URL.canParse(text) || /^[\w\-.~!$&'()*+,;=:@/?#[\]%]*$/.test(text),
};

function isDateTime(text: string): boolean {
  const form = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:?\d\d)$/i.exec(text);
  return form !== null && !Number.isNaN(Date.parse(text.toUpperCase()));
}

function isLabel(label: string): boolean {
  return label.length <= 63 && /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label);
}
