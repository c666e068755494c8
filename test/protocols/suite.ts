import { readFileSync } from 'node:fs';
import { ModelNode } from '../../src/protocols/loaders/model-json.ts';
import { isRecord } from '../../src/protocols/safe-record.ts';

/** One case of botocore's protocol tests, with the model it belongs to. */
export interface VectorCase {
  readonly id: string;
  readonly operation: string;
  /** A service-2.json with the one operation. */
  readonly model: {
    readonly metadata: { readonly targetPrefix?: string };
    readonly operations: unknown;
    readonly shapes: unknown;
  };
  readonly given: ModelNode;
  readonly shapes: ModelNode;
  readonly data: ModelNode;
}

export type SuiteName = 'json' | 'json_1_0' | 'rest-json' | 'query';
export const SUITES: readonly SuiteName[] = ['json', 'json_1_0', 'rest-json', 'query'];

/** The cases of `test/vectors/protocols/DIRECTION/NAME.json`. */
export function readSuite(direction: 'input' | 'output', name: SuiteName): VectorCase[] {
  const url = new URL(`../vectors/protocols/${direction}/${name}.json`, import.meta.url);
  const suites: unknown = JSON.parse(readFileSync(url, 'utf8'));
  const cases: VectorCase[] = [];
  for (const suite of new ModelNode({ suites }, name).nodes('suites')) {
    const shapes = new ModelNode(suite.raw('shapes') ?? {}, 'shapes');
    for (const data of suite.nodes('cases')) {
      const given = data.node('given');
      const operation = given.string('name');
      cases.push({
        id: data.string('id'),
        operation,
        model: {
          metadata: {
            ...Object(suite.raw('metadata')),
            endpointPrefix: 'vectors',
            xmlNamespace: 'https://example.com/',
          },
          operations: { [operation]: given.raw('http') === undefined ? {} : copyOf(given) },
          shapes: suite.raw('shapes') ?? {},
        },
        given,
        shapes,
        data,
      });
    }
  }
  return cases;
}

function copyOf(node: ModelNode): Record<string, unknown> {
  return Object.fromEntries(node.keys.map((key) => [key, node.raw(key)]));
}

/**
 * Vectors write values as JSON: a timestamp as seconds, a blob as its text, NaN as a string. This gives them the types
 * of the SDK, without what is null.
 */
export function toJavaScript(shapes: ModelNode, shapeName: string, value: unknown): unknown {
  const shape = shapes.node(shapeName);
  if (shape.flag('document')) return value;
  switch (shape.string('type')) {
    case 'structure': {
      if (!isRecord(value)) return value;
      const result: Record<string, unknown> = {};
      for (const [name, memberValue] of Object.entries(value)) {
        if (memberValue === null) continue;
        result[name] = toJavaScript(shapes, shape.node('members').node(name).string('shape'), memberValue);
      }
      return result;
    }
    case 'list':
      if (!Array.isArray(value)) return value;
      return value.map((item: unknown) => toJavaScript(shapes, shape.node('member').string('shape'), item));
    case 'map':
      if (!isRecord(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          toJavaScript(shapes, shape.node('value').string('shape'), item),
        ]),
      );
    case 'timestamp':
      return new Date(Number(value) * 1000);
    case 'blob':
      return new Uint8Array(Buffer.from(String(value)));
    case 'float':
    case 'double':
      return Number(value);
    default:
      return value;
  }
}
