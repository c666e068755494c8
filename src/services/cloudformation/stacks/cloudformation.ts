import { randomUUID } from 'node:crypto';
import type { CloudFormation as Client } from '@aws-sdk/client-cloudformation';
import type { Backends } from '../../../backends/backend.ts';
import type { Clock } from '../../../clock.ts';
import type { CallContext, ClientOperations, Handlers, ServiceCaller } from '../../../protocols/service.ts';
import type { Scope } from '../../../store/store.ts';
import type { StackIdentity } from '../template/pseudo-parameters.ts';
import { validationError } from '../template/validation-error.ts';
import type { StackEngine } from './engine.ts';
import type { StackRequest } from './prepare.ts';
import { assumeStackRole } from './stack-role.ts';
import type { StackStore } from './stack-store.ts';

/** Operations of CloudFormation's API, 2010-05-15, typed by its SDK. */
export type CloudFormationOperations = ClientOperations<Client>;

/** A handler for every operation, or its declared absence. */
export type CloudFormationHandlers = Handlers<CloudFormationOperations>;

/** What the handlers work with. */
export interface CloudFormation {
  readonly store: StackStore;
  readonly engine: StackEngine;
  readonly clock: Clock;
  readonly services: ServiceCaller;
  /** Where templates are that requests name by URL. */
  readonly backends: Backends;
  readonly partition: string;
  readonly urlSuffix: string;
}

export function scopeOf({ account, region }: CallContext): Scope {
  return { account, region };
}

/** A stack's identity as templates see it. */
export function identityOf(
  { partition, urlSuffix }: CloudFormation,
  { account, region }: Scope,
  stack: { stackId: string; stackName: string },
  notificationArns: readonly string[],
): StackIdentity {
  const { stackId, stackName } = stack;
  return { account, region, partition, urlSuffix, stackId, stackName, notificationArns };
}

/** A new stack's id, name and UUID. */
export function newStackIds(
  { partition }: CloudFormation,
  { account, region }: Scope,
  stackName: string,
): { uuid: string; stackId: string; stackName: string } {
  const uuid = randomUUID();
  return {
    uuid,
    stackName,
    stackId: `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${uuid}`,
  };
}

/** Throws ValidationError unless a new stack can have the name. Recorded from AWS in LocalStack's test_stack_name_creation. */
export function requireStackName(name: string): void {
  const constraint = !/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name)
    ? 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*'
    : name.length > 128
      ? 'Member must have length less than or equal to 128'
      : undefined;
  if (constraint !== undefined)
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${constraint}`,
    );
}

/** Throws ValidationError for members of requests that nothing here would come of. */
export function requireOffered(request: {
  RollbackConfiguration?: { RollbackTriggers?: readonly unknown[] | undefined } | undefined;
  StackPolicyBody?: string | undefined;
  StackPolicyURL?: string | undefined;
  StackPolicyDuringUpdateBody?: string | undefined;
  StackPolicyDuringUpdateURL?: string | undefined;
  NotificationARNs?: readonly string[] | undefined;
}): void {
  if ((request.RollbackConfiguration?.RollbackTriggers ?? []).length > 0)
    throw validationError('RollbackConfiguration is not supported: there are no alarms here to watch.');
  const policy =
    request.StackPolicyBody ??
    request.StackPolicyURL ??
    request.StackPolicyDuringUpdateBody ??
    request.StackPolicyDuringUpdateURL;
  if (policy !== undefined) throw validationError('Stack policies are not supported.');
  if ((request.NotificationARNs ?? []).length > 0)
    throw validationError(
      'NotificationARNs is not supported: stacks do not publish their events to Amazon SNS here.',
    );
}

/** Throws ValidationError when the request's role can't be assumed. */
export async function requireRole(
  { services }: CloudFormation,
  request: Pick<StackRequest, 'RoleARN'>,
  context: CallContext,
): Promise<void> {
  if (request.RoleARN !== undefined) await assumeStackRole(services, request.RoleARN, scopeOf(context));
}
