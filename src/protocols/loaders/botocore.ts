import type { HttpTrait, OperationSchema, Protocol, ServiceSchema } from '../service-schema.ts';
import { indexErrors, ModelError, requireStructure } from '../service-schema.ts';
import type { StructureShape } from '../shape.ts';
import { emptyStructure } from '../shape.ts';
import { BotocoreShapes } from './botocore-shapes.ts';
import { ModelNode, statusOf } from './model-json.ts';

/**
 * Loads a model in the form of botocore's `service-2.json`, which `AWS_DATA_PATH` gives boto3 and the AWS CLI too.
 * Throws ModelError naming the shape or operation that is wrong.
 * @param model the parsed JSON; not trusted
 */
export function loadBotocoreModel(model: unknown): ServiceSchema {
  const root = new ModelNode(model, 'model');
  const metadata = root.node('metadata');
  const protocol = protocolOf(metadata);
  const shapes = new BotocoreShapes(root.optionalNode('shapes') ?? new ModelNode({}, 'shapes'), protocol);
  const operations = new Map<string, OperationSchema>();
  const operationNodes = root.node('operations');
  for (const name of operationNodes.keys) {
    operations.set(name, loadOperation(name, operationNodes.node(name), protocol, shapes));
  }
  const signingName = metadata.optionalString('signingName') ?? metadata.string('endpointPrefix');
  const targetPrefix = metadata.optionalString('targetPrefix');
  const xmlNamespace = metadata.optionalString('xmlNamespace');
  return {
    name: metadata.optionalString('serviceId') ?? signingName,
    signingName,
    protocol,
    apiVersion: metadata.string('apiVersion'),
    ...(targetPrefix !== undefined && { targetPrefix }),
    ...(xmlNamespace !== undefined && { xmlNamespace }),
    operations,
    errors: indexErrors(shapes.errors()),
  };
}

/** The first of the protocols a model lists that is served here. */
function protocolOf(metadata: ModelNode): Protocol {
  const listed = [metadata.string('protocol'), ...metadata.strings('protocols')];
  for (const name of listed) {
    if (name === 'rest-json') return 'restJson1';
    if (name === 'query') return 'awsQuery';
    if (name === 'json') {
      return metadata.optionalString('jsonVersion') === '1.1' ? 'awsJson1_1' : 'awsJson1_0';
    }
  }
  throw new ModelError(`model.metadata.protocol: ${listed[0]} is not served`);
}

function loadOperation(
  name: string,
  node: ModelNode,
  protocol: Protocol,
  shapes: BotocoreShapes,
): OperationSchema {
  if (!/^[A-Za-z_]\w{0,255}$/.test(name)) throw new ModelError(`${node.where}: ${name} is no operation name`);
  const structure = (ref: ModelNode): StructureShape =>
    requireStructure(shapes.get(ref.string('shape'), ref.where), ref.where);
  const input = node.optionalNode('input');
  const output = node.optionalNode('output');
  const compression = node.optionalNode('requestcompression')?.strings('encodings');
  return {
    name,
    ...(protocol === 'restJson1' && { http: loadHttp(node.node('http')) }),
    ...(compression !== undefined && { requestCompression: compression }),
    input: input === undefined ? emptyStructure(`${name}Input`) : structure(input),
    output: output === undefined ? undefined : structure(output),
    errors: node.nodes('errors').map(structure),
  };
}

function loadHttp(node: ModelNode): HttpTrait {
  return {
    method: node.string('method'),
    uri: node.string('requestUri'),
    status: statusOf(node.optionalNumber('responseCode'), node.where) ?? 200,
  };
}
