import type { HttpTrait, OperationSchema, Protocol, ServiceSchema } from '../service-schema.ts';
import { indexErrors, ModelError, requireStructure } from '../service-schema.ts';
import type { StructureShape } from '../shape.ts';
import { emptyStructure, reachableShapes } from '../shape.ts';
import { ModelNode, statusOf } from './model-json.ts';
import { SmithyShapes } from './smithy-shapes.ts';

const PROTOCOLS: readonly Protocol[] = ['restJson1', 'awsJson1_1', 'awsJson1_0', 'awsQuery'];
const RESOURCE_OPERATIONS = ['create', 'put', 'read', 'update', 'delete', 'list'];

/**
 * Loads a service of a model in Smithy's JSON AST, version 2.0 (or 1.0, which differs in the version alone here).
 * Throws ModelError naming the shape that is wrong. https://smithy.io/2.0/spec/json-ast.html
 * @param model the parsed JSON; not trusted
 * @param serviceId absolute id of the service; not needed when the model has just one
 */
export function loadSmithyModel(model: unknown, serviceId?: string): ServiceSchema {
  const root = new ModelNode(model, 'model');
  const version = root.string('smithy');
  if (!/^[12](\.0)?$/.test(version)) throw new ModelError(`model.smithy: version ${version} is not known`);
  const nodes = root.node('shapes');
  const id = serviceId ?? onlyService(nodes);
  const service = nodes.node(id);
  if (service.string('type') !== 'service') throw new ModelError(`${id} is not a service`);
  const traits = service.optionalNode('traits') ?? new ModelNode({}, id);
  const protocol = PROTOCOLS.find((name) => traits.has(`aws.protocols#${name}`));
  if (protocol === undefined) throw new ModelError(`${id} has none of the protocols that are served`);
  const shapes = new SmithyShapes(nodes, service, protocol);
  const errors = structures(service, 'errors', shapes);
  const operations = new Map<string, OperationSchema>();
  for (const operationId of operationsOf(id, service, nodes)) {
    const operation = loadOperation(operationId, nodes.node(operationId), protocol, shapes, errors);
    if (operations.has(operation.name))
      throw new ModelError(`${operationId}: there are two operations of this name`);
    operations.set(operation.name, operation);
  }
  // What is wrong anywhere is to be found out now, not at somebody's call.
  reachableShapes(
    [...operations.values()].flatMap(({ input, output }) => (output ? [input, output] : [input])),
  );
  const [namespace = '', name = ''] = id.split('#');
  const signing = traits.optionalNode('aws.auth#sigv4')?.optionalString('name');
  const xmlNamespace = traits.optionalNode('smithy.api#xmlNamespace')?.string('uri');
  return {
    name: traits.optionalNode('aws.api#service')?.optionalString('sdkId') ?? name,
    signingName: signing ?? name.toLowerCase(),
    protocol,
    apiVersion: service.optionalString('version') ?? '',
    targetPrefix: name,
    namespace,
    ...(xmlNamespace !== undefined && { xmlNamespace }),
    operations,
    errors: indexErrors(shapes.errors()),
  };
}

function onlyService(nodes: ModelNode): string {
  const ids = nodes.keys.filter((id) => nodes.node(id).optionalString('type') === 'service');
  if (ids.length === 1 && ids[0] !== undefined) return ids[0];
  throw new ModelError(`the model has ${ids.length} services: name one`);
}

/** The service's operations and those of its resources, however deep these are. */
function operationsOf(id: string, service: ModelNode, nodes: ModelNode): Set<string> {
  const operations = new Set<string>();
  const seen = new Set<string>([id]);
  const pending = [service];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const list of ['operations', 'collectionOperations']) {
      for (const ref of node.nodes(list)) operations.add(target(ref, nodes));
    }
    for (const lifecycle of RESOURCE_OPERATIONS) {
      const ref = node.optionalNode(lifecycle);
      if (ref !== undefined) operations.add(target(ref, nodes));
    }
    for (const ref of node.nodes('resources')) {
      const resource = target(ref, nodes);
      if (seen.has(resource)) continue;
      seen.add(resource);
      pending.push(nodes.node(resource));
    }
  }
  return operations;
}

function target(ref: ModelNode, nodes: ModelNode): string {
  const id = ref.string('target');
  if (!nodes.has(id)) throw new ModelError(`${ref.where} refers to ${id}, which is no shape`);
  return id;
}

function loadOperation(
  id: string,
  node: ModelNode,
  protocol: Protocol,
  shapes: SmithyShapes,
  serviceErrors: readonly StructureShape[],
): OperationSchema {
  if (node.string('type') !== 'operation') throw new ModelError(`${id} is not an operation`);
  const name = id.split('#')[1] ?? id;
  const traits = node.optionalNode('traits');
  const compression = traits?.optionalNode('smithy.api#requestCompression')?.strings('encodings');
  const input = structureAt(node, 'input', shapes);
  return {
    name,
    ...(protocol === 'restJson1' && { http: loadHttp(traits?.optionalNode('smithy.api#http'), id) }),
    ...(compression !== undefined && { requestCompression: compression }),
    input: input ?? emptyStructure(`${name}Input`),
    output: structureAt(node, 'output', shapes),
    errors: [...structures(node, 'errors', shapes), ...serviceErrors],
  };
}

function structureAt(
  node: ModelNode,
  key: 'input' | 'output',
  shapes: SmithyShapes,
): StructureShape | undefined {
  const id = node.optionalNode(key)?.string('target');
  if (id === undefined || id === 'smithy.api#Unit') return undefined;
  return requireStructure(shapes.get(id, node.where), `${node.where}.${key}`);
}

function structures(node: ModelNode, key: string, shapes: SmithyShapes): StructureShape[] {
  return node
    .nodes(key)
    .map((ref) => requireStructure(shapes.get(ref.string('target'), ref.where), ref.where));
}

function loadHttp(node: ModelNode | undefined, id: string): HttpTrait {
  if (node === undefined) throw new ModelError(`${id} has no smithy.api#http trait`);
  const status = statusOf(node.optionalNumber('code'), node.where) ?? 200;
  return { method: node.string('method'), uri: node.string('uri'), status };
}
