import { isRecord } from './safe-record.ts';
import { writeScalar } from './scalar.ts';
import type { ListShape, MapShape, Member, StructureShape, XmlNamespace } from './shape.ts';
import { isStructure } from './shape.ts';
import { escapeAttribute, escapeText } from './xml-text.ts';

/**
 * A structure's members as XML elements, without an element around them; absent where undefined or null.
 * https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings
 */
export function writeXmlMembers(shape: StructureShape, value: unknown): string {
  if (!isRecord(value)) throw new TypeError(`${shape.name} must be an object`);
  let text = '';
  for (const member of shape.members.values()) {
    if (member.traits.xmlAttribute === true) continue;
    const memberValue = value[member.name];
    if (memberValue === undefined || memberValue === null) continue;
    text += writeXmlMember(member, member.traits.xmlName ?? member.name, memberValue);
  }
  return text;
}

/** One member as an element of the given name, or as several when it is flattened. */
function writeXmlMember(member: Member, name: string, value: unknown): string {
  const shape = member.target;
  if (shape.type === 'list') {
    if (!Array.isArray(value)) throw new TypeError(`${member.name} must be an array`);
    if (member.traits.flattened === true) return writeElements(shape, name, value);
    const elements = writeElements(shape, shape.member.traits.xmlName ?? 'member', value);
    return element(name, namespaceAttribute(member), elements);
  }
  if (shape.type === 'map') {
    if (!isRecord(value)) throw new TypeError(`${member.name} must be an object`);
    if (member.traits.flattened === true) return writeEntries(shape, name, namespaceAttribute(member), value);
    return element(name, namespaceAttribute(member), writeEntries(shape, 'entry', '', value));
  }
  if (isStructure(shape)) {
    const attributes = namespaceAttribute(member) + writeAttributes(shape, value);
    return element(name, attributes, writeXmlMembers(shape, value));
  }
  return element(name, namespaceAttribute(member), escapeText(writeScalar(member, value, 'date-time')));
}

function writeElements(shape: ListShape, name: string, values: readonly unknown[]): string {
  let text = '';
  for (const value of values) {
    if (value !== undefined && value !== null) text += writeXmlMember(shape.member, name, value);
    else if (shape.sparse) text += element(name, '', '');
  }
  return text;
}

function writeEntries(
  shape: MapShape,
  name: string,
  attributes: string,
  values: Record<string, unknown>,
): string {
  const keyName = shape.key.traits.xmlName ?? 'key';
  const valueName = shape.value.traits.xmlName ?? 'value';
  let text = '';
  for (const key of Object.keys(values)) {
    const value = values[key];
    const present = value !== undefined && value !== null;
    if (!present && !shape.sparse) continue;
    const keyElement = element(keyName, namespaceAttribute(shape.key), escapeText(key));
    const valueElement = present ? writeXmlMember(shape.value, valueName, value) : element(valueName, '', '');
    text += element(name, attributes, keyElement + valueElement);
  }
  return text;
}

function writeAttributes(shape: StructureShape, value: unknown): string {
  if (!isRecord(value)) return '';
  let text = '';
  for (const member of shape.members.values()) {
    const memberValue = value[member.name];
    if (member.traits.xmlAttribute !== true || memberValue === undefined || memberValue === null) continue;
    const content = escapeAttribute(writeScalar(member, memberValue, 'date-time'));
    text += ` ${member.traits.xmlName ?? member.name}="${content}"`;
  }
  return text;
}

function namespaceAttribute(member: Member): string {
  const shape = member.target;
  const namespace = member.traits.xmlNamespace ?? (isStructure(shape) ? shape.xmlNamespace : undefined);
  return namespace === undefined ? '' : xmlnsAttribute(namespace);
}

/** ` xmlns="..."` or ` xmlns:prefix="..."` */
export function xmlnsAttribute(namespace: XmlNamespace): string {
  const name = namespace.prefix === undefined ? 'xmlns' : `xmlns:${namespace.prefix}`;
  return ` ${name}="${escapeAttribute(namespace.uri)}"`;
}

/** An element; `attributes` begins with a space unless empty, `content` is XML already. */
export function element(name: string, attributes: string, content: string): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}
