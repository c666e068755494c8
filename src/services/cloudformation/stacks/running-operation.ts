import { resourceTypes } from '../resource-types/all-types.ts';
import type { BackendClients } from '../resource-types/backend-clients.ts';
import type { ResourceContext, ResourceType } from '../resource-types/resource-type.ts';
import type { ServiceClients } from '../resource-types/service-clients.ts';
import type { BoundResource } from '../template/bind.ts';
import { evaluateObject } from '../template/evaluate.ts';
import type { EvaluationScope } from '../template/functions/scope.ts';
import { templateError } from '../template/validation-error.ts';
import { isList, isObject, member, objectOf, type TemplateObject } from '../template/value.ts';
import { writtenLimit } from '../template/written-limit.ts';
import type { Journal } from './journal.ts';
import type { OperationRecord, ResourceRecord, StackRecord } from './records.ts';
import type { StackStore } from './stack-store.ts';

/** How many resources of one stack are worked on at a time. */
export const PARALLEL_RESOURCES = 10;

/** An operation on a stack while it runs in this process. */
export interface RunningOperation {
  readonly store: StackStore;
  readonly journal: Journal;
  /** The stack as it was when the operation was started or resumed. */
  readonly stack: StackRecord;
  readonly record: OperationRecord;
  readonly clients: ServiceClients & BackendClients;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** The stack's resources as they are now, by logical id. */
  readonly resources: Map<string, ResourceRecord>;
  /** Whether nothing more is to be begun: the process stops, or another operation takes over. */
  readonly halted: () => boolean;
  /** The present, ms since 1970. */
  readonly now: () => number;
  /** Told of errors whose causes are ours. */
  readonly report: (error: unknown) => void;
}

export function typeNamed(name: string): ResourceType {
  const type = resourceTypes.get(name);
  if (type === undefined) throw templateError(`resource type ${name} is not known`);
  return type;
}

/** What a resource type is told while it works on a resource. */
export function resourceContext(
  operation: RunningOperation,
  name = '',
  started: ResourceContext['started'] = async () => {},
): ResourceContext {
  const { clients, account, region, partition } = operation;
  return { ...clients, account, region, partition, name, started };
}

/** Resources of the stack as functions see them. */
export function resourceScope({ resources }: RunningOperation): EvaluationScope {
  const nothing = () => undefined;
  return {
    mappings: new Map(),
    countWritten: writtenLimit(),
    parameter: nothing,
    condition: () => false,
    importedValue: () => '',
    reference: (logicalId) => resources.get(logicalId)?.current?.physicalId,
    attribute: (logicalId, name) => {
      const current = resources.get(logicalId)?.current;
      if (current === undefined) return undefined;
      const value = typeNamed(current.type).attributes.includes(name) ? current.attributes[name] : undefined;
      if (value === undefined)
        throw templateError(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
      return value;
    },
  };
}

/** Writes a resource's state and keeps it. */
export async function saveResource(
  operation: RunningOperation,
  resource: ResourceRecord,
  event = true,
): Promise<ResourceRecord> {
  const saved = await operation.journal.resource(operation.stack, resource, event);
  operation.resources.set(saved.logicalId, saved);
  return saved;
}

/** The properties a resource shall have, in their declared types, with the stack's tags. Throws PropertyError. */
export function desiredProperties(operation: RunningOperation, bound: BoundResource): TemplateObject {
  const type = typeNamed(bound.type);
  const properties = type.read(bound.logicalId, evaluateObject(bound.properties, resourceScope(operation)));
  return type.tags === undefined ? properties : withStackTags(properties, type.tags, operation.stack);
}

function withStackTags(properties: TemplateObject, name: string, stack: StackRecord): TemplateObject {
  const given = member(properties, name);
  const own = isList(given) ? given : [];
  const keys = new Set(own.map((tag) => (isObject(tag) ? member(tag, 'Key') : undefined)));
  const added = stack.tags.filter((tag) => !keys.has(tag.Key)).map((tag) => ({ ...tag }));
  if (added.length === 0) return properties;
  return objectOf([...Object.entries(properties), [name, [...own, ...added]]]);
}

/** JSON text of the properties as events show them: as written, with functions carried out and NoEcho values masked. */
export function shownProperties(operation: RunningOperation, bound: BoundResource): string {
  return JSON.stringify(evaluateObject(bound.shownProperties ?? bound.properties, resourceScope(operation)));
}
