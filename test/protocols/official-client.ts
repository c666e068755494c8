import {
  AwsJson1_0Protocol,
  AwsJson1_1Protocol,
  AwsQueryProtocol,
  AwsRestJsonProtocol,
} from '@aws-sdk/core/protocols';
import { HttpResponse } from '@smithy/core/protocols';
import { NormalizedSchema, operation, TypeRegistry } from '@smithy/core/schema';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';
import type { $SchemaRef, SchemaTraitsObject } from '@smithy/types';
import type { ApiResponse } from '../../src/protocols/http.ts';
import type { ModelNode } from '../../src/protocols/loaders/model-json.ts';
import type { SuiteName, VectorCase } from './suite.ts';

const NAMESPACE = 'vectors';
const TIMESTAMPS = { iso8601: 5, rfc822: 6, unixTimestamp: 7 } as const;

/**
 * Reads a response with the protocol classes of the official AWS SDK, whose schemas are made here from the vector's model
 * independently of the project's loaders. Returns the output, or throws the error, as a client of the SDK would get it.
 */
export async function readAsClient(
  suite: SuiteName,
  vector: VectorCase,
  response: ApiResponse,
): Promise<unknown> {
  const schemas = new ClientSchemas(vector.shapes);
  const registry = new TypeRegistry(NAMESPACE);
  for (const error of vector.given.nodes('errors')) schemas.registerError(registry, error.string('shape'));
  const protocol = clientProtocol(suite, registry);
  const context = {
    base64Decoder: fromBase64,
    base64Encoder: toBase64,
    utf8Decoder: fromUtf8,
    utf8Encoder: toUtf8,
    disableHostPrefix: false,
    streamCollector: async (body: Uint8Array) => body,
  };
  protocol.setSerdeContext(context as never);
  const output = vector.given.optionalNode('output')?.string('shape');
  const http = vector.given.node('http');
  const schema = operation(
    NAMESPACE,
    vector.operation,
    { http: [http.string('method'), http.string('requestUri'), http.optionalNumber('responseCode') ?? 200] },
    'unit',
    output === undefined ? 'unit' : schemas.get(output),
  );
  const body = typeof response.body === 'string' ? new Uint8Array(Buffer.from(response.body)) : response.body;
  const received = new HttpResponse({ statusCode: response.status, headers: { ...response.headers }, body });
  return protocol.deserializeResponse(schema as never, context as never, received as never);
}

function clientProtocol(suite: SuiteName, registry: TypeRegistry) {
  const options = {
    defaultNamespace: NAMESPACE,
    errorTypeRegistries: [registry],
    serviceTarget: '',
    xmlNamespace: 'https://example.com/',
    version: '2020-01-08',
  };
  switch (suite) {
    case 'json':
      return new AwsJson1_1Protocol(options);
    case 'json_1_0':
      return new AwsJson1_0Protocol(options);
    case 'rest-json':
      return new AwsRestJsonProtocol(options);
    case 'query':
      return new AwsQueryProtocol(options);
  }
}

/** Static schemas of the SDK's form, made from a botocore model. */
class ClientSchemas {
  readonly #shapes: ModelNode;
  readonly #known = new Map<string, $SchemaRef>();

  constructor(shapes: ModelNode) {
    this.#shapes = shapes;
  }

  get(name: string): $SchemaRef {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const shape = this.#shapes.node(name);
    const schema = shape.flag('document') ? 15 : this.#convert(name, shape);
    this.#known.set(name, schema);
    return schema;
  }

  registerError(registry: TypeRegistry, name: string): void {
    const node = this.#shapes.node(name);
    const error = node.optionalNode('error');
    const status = error?.optionalNumber('httpStatusCode');
    const code = error?.optionalString('code');
    const traits: SchemaTraitsObject = {
      error: 'client',
      ...(status !== undefined && { httpError: status }),
      ...(code !== undefined && { awsQueryError: [code, status] }),
    };
    const [names, members] = this.#members(node);
    const schema = [-3, NAMESPACE, name, traits, names, members];
    registry.registerError(schema as never, class extends Error {} as never);
    NormalizedSchema.of(schema as never);
  }

  #convert(name: string, shape: ModelNode): $SchemaRef {
    switch (shape.string('type')) {
      case 'structure': {
        const [names, members] = this.#members(shape);
        return [shape.flag('union') ? 4 : 3, NAMESPACE, name, 0, names, members] as never;
      }
      case 'list':
        return [1, NAMESPACE, name, {}, this.#member(shape.node('member'), false)] as never;
      case 'map': {
        const key = this.#member(shape.node('key'), false);
        return [2, NAMESPACE, name, {}, key, this.#member(shape.node('value'), false)] as never;
      }
      case 'timestamp':
        return timestampSchema(shape) ?? 4;
      case 'blob':
        return 21;
      case 'boolean':
        return 2;
      case 'string':
        return 0;
      default:
        return 1;
    }
  }

  #members(shape: ModelNode): [string[], unknown[]] {
    const payload = shape.optionalString('payload');
    const members = shape.optionalNode('members');
    const names = [...(members?.keys ?? [])];
    return [names, names.map((name) => members && this.#member(members.node(name), payload === name, name))];
  }

  #member(member: ModelNode, payload: boolean, name?: string): unknown {
    const target = member.string('shape');
    const wireName = member.optionalString('locationName');
    const location = member.optionalString('location');
    const namespace = member.raw('xmlNamespace');
    const traits: SchemaTraitsObject = {
      ...(payload && { httpPayload: 1 }),
      ...(location === 'header' && { httpHeader: wireName ?? name ?? '' }),
      ...(location === 'headers' && { httpPrefixHeaders: wireName ?? '' }),
      ...(location === 'statusCode' && { httpResponseCode: 1 }),
      ...(location === undefined && wireName !== undefined && { jsonName: wireName, xmlName: wireName }),
      ...(member.flag('flattened') && { xmlFlattened: 1 }),
      ...(member.flag('jsonvalue') && { mediaType: 'application/json' }),
      ...(typeof namespace === 'string' && { xmlNamespace: ['', namespace] }),
    };
    const own = timestampSchema(member);
    return [own ?? (() => this.get(target)), traits];
  }
}

function timestampSchema(node: ModelNode): 5 | 6 | 7 | undefined {
  const format = node.optionalString('timestampFormat');
  if (format === 'iso8601' || format === 'rfc822' || format === 'unixTimestamp') return TIMESTAMPS[format];
  return undefined;
}
