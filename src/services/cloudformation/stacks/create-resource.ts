import { generatedIdentifier, generatedName } from '../resource-types/generated-name.ts';
import { HandlerError, type ResourceType } from '../resource-types/resource-type.ts';
import { ServiceCallError } from '../resource-types/service-clients.ts';
import type { BoundResource } from '../template/bind.ts';
import { member, type TemplateObject } from '../template/value.ts';
import { deletePending } from './delete-resource.ts';
import { failureReason } from './failure-reason.ts';
import type { PhysicalRecord, ResourceRecord } from './records.ts';
import {
  desiredProperties,
  type RunningOperation,
  resourceContext,
  saveResource,
  shownProperties,
  typeNamed,
} from './running-operation.ts';

/** Whether a resource is new to the stack, or takes the place of what its logical id stood for. */
export type Creation =
  | { readonly verb: 'CREATE'; readonly before?: null }
  | { readonly verb: 'UPDATE'; readonly before: PhysicalRecord };

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

/**
 * Makes a physical resource and records every step before it is taken: what a creation that was cut off left behind is
 * found and deleted first. Answers whether it succeeded; the record says why not.
 */
export async function createResource(
  operation: RunningOperation,
  bound: BoundResource,
  creation: Creation,
): Promise<boolean> {
  const { verb, before } = creation;
  let resource: ResourceRecord = {
    ...recordOf(operation, bound),
    ...shownOrNothing(operation, bound),
    status: `${verb}_IN_PROGRESS`,
    ...(verb === 'UPDATE' && { statusReason: REPLACING, physicalId: before.physicalId, current: before }),
    ...(before !== undefined && { before }),
  };
  const save = async (change: Partial<ResourceRecord>, event = true) => {
    resource = await saveResource(operation, { ...resource, ...change }, event);
  };
  try {
    const left = operation.resources.get(bound.logicalId)?.pending;
    if (left !== undefined) await deletePending(operation, left);
    await save({});
    if (operation.halted()) return false;
    const physical = await make(operation, bound, (pending, started) =>
      save(
        {
          pending,
          ...(started && { physicalId: started, statusReason: 'Resource creation Initiated' }),
        },
        started !== undefined,
      ),
    );
    const { pending: _made, statusReason: _reason, ...rest } = resource;
    resource = rest;
    await save({ status: `${verb}_COMPLETE`, physicalId: physical.physicalId, current: physical });
    return true;
  } catch (error) {
    operation.report(error);
    const { pending, ...rest } = resource;
    if (pending?.physicalId === undefined && madeNothing(error)) resource = rest;
    await save({ status: `${verb}_FAILED`, statusReason: failureReason(error) });
    return false;
  }
}

/** Whether an error before anything was said to exist means that nothing does: a service refused to make it. */
function madeNothing(error: unknown): boolean {
  return error instanceof ServiceCallError ? error.error.statusCode < 500 : error instanceof HandlerError;
}

/** The parts of a resource's record that follow from its declaration. */
export function recordOf(
  operation: RunningOperation,
  { logicalId, type, metadata, dependsOn }: BoundResource,
): Pick<ResourceRecord, 'logicalId' | 'type' | 'metadata' | 'updatedAt' | 'dependsOn'> {
  const updatedAt = operation.resources.get(logicalId)?.updatedAt ?? operation.record.startedAt;
  return { logicalId, type, updatedAt, dependsOn, ...(metadata !== undefined && { metadata }) };
}

type Pending = NonNullable<ResourceRecord['pending']>;

async function make(
  operation: RunningOperation,
  bound: BoundResource,
  record: (pending: Pending, started?: string) => Promise<void>,
): Promise<PhysicalRecord> {
  const type = typeNamed(bound.type);
  const properties = desiredProperties(operation, bound);
  const { name, chosen } = nameOf(operation, type, bound.logicalId, properties);
  // A generated name can't exist yet; what identifies the others is looked at before.
  const existing =
    type.naming === undefined || chosen ? await type.find(properties, resourceContext(operation, name)) : [];
  if (chosen && existing.length > 0)
    throw new HandlerError(
      'AlreadyExists',
      `Resource of type '${type.name}' with identifier '${name}' already exists.`,
    );
  const { dependsOn, deletionPolicy, updateReplacePolicy } = bound;
  const pending = { type: type.name, name, properties, existing, dependsOn };
  await record(pending);
  const context = resourceContext(operation, name, (physicalId, attributes) =>
    record({ ...pending, physicalId, ...(attributes && { attributes }) }, physicalId),
  );
  const { physicalId, attributes } = await type.create(properties, context);
  return {
    type: type.name,
    physicalId,
    attributes,
    properties,
    dependsOn,
    deletionPolicy,
    updateReplacePolicy,
  };
}

function nameOf(
  { stack }: RunningOperation,
  { naming }: ResourceType,
  logicalId: string,
  properties: TemplateObject,
): { name: string; chosen: boolean } {
  if (naming === undefined) return { name: '', chosen: false };
  const chosen = naming.property && member(properties, naming.property);
  if (typeof chosen === 'string') return { name: chosen, chosen: true };
  const name =
    naming.maximumLength === undefined
      ? generatedIdentifier(stack.stackName, logicalId)
      : generatedName(stack.stackName, logicalId, naming.maximumLength);
  return { name: naming.lowerCase ? name.toLowerCase() : name, chosen: false };
}

/** The event text of a resource's properties; nothing when they can't be carried out. */
export function shownOrNothing(
  operation: RunningOperation,
  bound: BoundResource,
): { shownProperties?: string } {
  try {
    return { shownProperties: shownProperties(operation, bound) };
  } catch {
    return {};
  }
}
