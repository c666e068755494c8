import { readFileSync } from 'node:fs';
import { isRecord } from '../src/protocols/safe-record.ts';

/**
 * Prints the constraints that a botocore model has and the SDK's package for it lacks, in the form that
 * src/protocols/constraint-data.ts reads: node scripts/run.mjs scripts/constraints.ts service-2.json [SHAPE...]
 * Shapes named after the model are left out, those whose values the service checks itself, in other words.
 */
interface Node {
  type?: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
  member?: Node;
  key?: Node;
  value?: Node;
}

const [modelPath, ...leftOut] = process.argv.slice(2);
if (modelPath === undefined) throw new Error('usage: constraints.ts service-2.json [SHAPE...]');
const model: unknown = JSON.parse(readFileSync(modelPath, 'utf8'));
const shapes = record(model, 'shapes');
const recordedOrders: unknown = JSON.parse(
  readFileSync(new URL('../src/protocols/constraints/recorded-enum-orders.json', import.meta.url), 'utf8'),
);
const reachable = new Set<string>();
for (const operation of Object.values(record(model, 'operations'))) {
  const input = isRecord(operation) ? operation.input : undefined;
  if (isRecord(input)) reach(String(input.shape));
}

const result: Record<string, Record<string, Node>> = {};
for (const name of [...reachable].sort()) {
  const shape = record(shapes, name);
  if (shape.type !== 'structure' || !isRecord(shape.members)) continue;
  const nodes: Record<string, Node> = {};
  for (const [memberName, member] of Object.entries(shape.members)) {
    const node = isRecord(member) ? constraintsOf(String(member.shape), 0) : undefined;
    if (node !== undefined) nodes[memberName] = node;
  }
  if (Object.keys(nodes).length > 0) result[name] = nodes;
}
process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);

function record(holder: unknown, key: string): Record<string, unknown> {
  const value = isRecord(holder) ? holder[key] : undefined;
  if (!isRecord(value)) throw new Error(`the model has no ${key}`);
  return value;
}

function reach(name: string): void {
  if (reachable.has(name)) return;
  reachable.add(name);
  const shape = record(shapes, name);
  const members = isRecord(shape.members) ? Object.values(shape.members) : [];
  for (const ref of [...members, shape.member, shape.key, shape.value]) {
    if (isRecord(ref)) reach(String(ref.shape));
  }
}

/** Of a shape that isn't a structure; structures have an entry of their own. */
function constraintsOf(name: string, depth: number): Node | undefined {
  const shape = record(shapes, name);
  if (depth > 5 || shape.type === 'structure' || leftOut.includes(name)) return undefined;
  const node: Node = {};
  const numeric = ['integer', 'long', 'float', 'double'].includes(String(shape.type));
  if (numeric) node.type = String(shape.type);
  if (typeof shape.min === 'number' && (numeric || shape.min > 0)) node.min = shape.min;
  if (typeof shape.max === 'number') node.max = shape.max;
  if (typeof shape.pattern === 'string') node.pattern = shape.pattern;
  if (Array.isArray(shape.enum)) node.enum = recordedOrder(shape.enum.map(String));
  for (const part of ['member', 'key', 'value'] as const) {
    const ref = shape[part];
    const inner = isRecord(ref) ? constraintsOf(String(ref.shape), depth + 1) : undefined;
    if (inner !== undefined) node[part] = inner;
  }
  return Object.keys(node).length > 0 ? node : undefined;
}

/** AWS's messages list an enumeration's values in an order of their own. */
function recordedOrder(values: string[]): string[] {
  for (const order of Array.isArray(recordedOrders) ? recordedOrders : []) {
    if (!Array.isArray(order) || order.length !== values.length) continue;
    if (values.every((value) => order.includes(value))) return order.map(String);
  }
  return values;
}
