import { isObject, type JsonObject } from './json-value.ts';
import { parseYaml, UnreadableYamlError } from './parse-yaml.ts';

/** Bytes of an API definition, AWS's limit. https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html */
export const MAXIMUM_DOCUMENT_BYTES = 6 * 1024 * 1024;

/** Levels of objects and lists; what walks through a document may recurse. */
const MAXIMUM_DEPTH = 100;
/** Values in a document, those that YAML's aliases repeat counted as often as they are repeated. */
const MAXIMUM_VALUES = 1_000_000;
/** How JSON objects begin: what begins so and is no JSON is not read as YAML either. */
const JSON_START = /^\s*\{\s*["}]/;

/** The document can't be read: no JSON or YAML, too deep, too large, or not an object. */
export class UnreadableDocumentError extends Error {
  override readonly name = 'UnreadableDocumentError';
}

/** The document has more than {@link MAXIMUM_DOCUMENT_BYTES}. */
export class OversizedDocumentError extends Error {
  override readonly name = 'OversizedDocumentError';
}

/** What `${AWS::AccountId}`, `${AWS::Partition}` and `${AWS::Region}` in a document stand for. */
export interface AwsVariables {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}

/**
 * Reads a document written in JSON or YAML into plain values without cycles and shared parts: a tree of bounded depth
 * and size. AWS's variables are filled in before.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
 * @throws UnreadableDocumentError, OversizedDocumentError
 */
export async function parseDocument(
  bytes: Uint8Array,
  variables: AwsVariables | undefined,
): Promise<JsonObject> {
  if (bytes.length > MAXIMUM_DOCUMENT_BYTES) throw new OversizedDocumentError();
  const text = fillVariables(decode(bytes), variables);
  const document = bounded(JSON_START.test(text) ? parseJson(text) : await yamlIn(text));
  if (!isObject(document)) throw new UnreadableDocumentError('not an object');
  return document;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableDocumentError('not UTF-8');
  }
}

function fillVariables(text: string, variables: AwsVariables | undefined): string {
  if (variables === undefined) return text;
  const values = [
    ['AWS::AccountId', variables.account],
    ['AWS::Partition', variables.partition],
    ['AWS::Region', variables.region],
  ] as const;
  return values.reduce((filled, [name, value]) => filled.replaceAll(`\${${name}}`, value), text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableDocumentError('not well-formed');
  }
}

async function yamlIn(text: string): Promise<unknown> {
  try {
    return await parseYaml(text, MAXIMUM_DEPTH);
  } catch (error) {
    if (error instanceof UnreadableYamlError) throw new UnreadableDocumentError(error.message);
    throw error;
  }
}

/** The same values as a tree of its own, without the parts that an alias made common or cyclic. */
function bounded(document: unknown): unknown {
  let values = 0;
  const copy = (value: unknown, depth: number): unknown => {
    if (++values > MAXIMUM_VALUES) throw new UnreadableDocumentError('too many values');
    if (typeof value !== 'object' || value === null) return plain(value);
    if (depth >= MAXIMUM_DEPTH) throw new UnreadableDocumentError('too deep');
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item, depth + 1)]));
  };
  return copy(document, 0);
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return value;
}
