import { type FormNode, formTree } from '../../protocols/read-query.ts';
import { setOwn } from '../../protocols/safe-record.ts';
import type { ServiceCall } from '../service-call.ts';

/**
 * How the query protocol of SQS names what its JSON protocol has: lists and maps are flat and named in the singular.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html (examples)
 */
const LISTS: Readonly<Record<string, string>> = {
  ActionName: 'Actions',
  AttributeName: 'AttributeNames',
  AWSAccountId: 'AWSAccountIds',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  TagKey: 'TagKeys',
};
const MAPS: Readonly<Record<string, string>> = {
  Attribute: 'Attributes',
  MessageAttribute: 'MessageAttributes',
  MessageSystemAttribute: 'MessageSystemAttributes',
  Tag: 'Tags',
};
const INTEGERS = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxNumberOfMessagesPerSecond',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
]);
const FRAMEWORK = new Set(['Action', 'Version']);

/** A form as the input that the JSON protocol would have carried. The path names the queue when no parameter does. */
export function sqsInput(
  operation: string,
  parameters: ReadonlyMap<string, string>,
  { path }: Pick<ServiceCall, 'path'>,
): Readonly<Record<string, unknown>> {
  const input = readStructure(operation, formTree(parameters));
  if (!Object.hasOwn(input, 'QueueUrl') && path.split('/').filter(Boolean).length > 1) {
    setOwn(input, 'QueueUrl', path);
  }
  return input;
}

function readStructure(operation: string, { children }: FormNode): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const [name, node] of children) {
    if (FRAMEWORK.has(name)) continue;
    if (Object.hasOwn(LISTS, name)) setOwn(structure, LISTS[name] ?? name, readList(node, textOf));
    else if (Object.hasOwn(MAPS, name)) setOwn(structure, mapName(operation, name), readMap(node));
    else if (name.endsWith('BatchRequestEntry'))
      structure.Entries = readList(node, (entry) => readStructure(operation, entry));
    else if (node.value !== undefined)
      setOwn(structure, name, INTEGERS.has(name) ? integer(node.value) : node.value);
  }
  return structure;
}

/** CreateQueue alone writes its tags small. */
function mapName(operation: string, name: string): string {
  return operation === 'CreateQueue' && name === 'Tag' ? 'tags' : (MAPS[name] ?? name);
}

function readList<T>({ value, children }: FormNode, read: (node: FormNode) => T): T[] {
  // A single one may come without its number.
  if (children.size === 0) return value === undefined ? [] : [read({ value, children })];
  return [...children].sort(([one], [other]) => Number(one) - Number(other)).map(([, child]) => read(child));
}

/** Entries of a name (or key) and a value, which is a text or a structure. */
function readMap(node: FormNode): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const { children } of readList(node, (entry) => entry)) {
    const name = (children.get('Name') ?? children.get('Key'))?.value;
    const value = children.get('Value');
    if (name === undefined || value === undefined) continue;
    setOwn(map, name, value.children.size > 0 ? structureOf(value) : textOf(value));
  }
  return map;
}

function structureOf({ children }: FormNode): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const [name, node] of children) setOwn(structure, name, textOf(node));
  return structure;
}

function textOf({ value = '' }: FormNode): string {
  return value;
}

/** What is no number stays as it is, for the service to refuse. */
function integer(text: string): number | string {
  return /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text;
}
