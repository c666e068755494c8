import type { Backends } from '../../../backends/backend.ts';
import type { AssumeServiceRole } from '../../../identity/service-role.ts';
import type { ServiceCaller } from '../../../protocols/service.ts';
import type { Scope } from '../../../store/store.ts';
import type { TaskRequest } from '../engine/messages.ts';
import { TaskFailure } from '../engine/workers.ts';
import { callBackend } from './call-backend.ts';
import { callService } from './call-service.ts';
import { invokeFunction } from './invoke-function.ts';
import { type Task, unknownResource } from './task.ts';

/** On whose behalf tasks are done. */
export interface TaskOrigin extends Scope {
  readonly roleArn: string;
  readonly machineArn: string;
  readonly executionArn: string;
}

/** Does a task and gives its output, JSON text. Rejects with TaskFailure. */
export type RunTask = (task: TaskRequest, origin: TaskOrigin) => Promise<string>;

export interface TaskParts {
  readonly services: ServiceCaller;
  readonly backends: Backends;
  readonly assumeRole: AssumeServiceRole;
}

const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:/;
/** Services of this process, in integrations of the form `aws-sdk:SERVICE:action`. */
const SERVICES: ReadonlySet<string> = new Set(['lambda', 'events', 'states', 'iam', 'sts', 'cloudformation']);

/**
 * Does tasks as the state machine's role: Lambda functions by their ARN, and integrations with services.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
 */
export function createRunTask(parts: TaskParts): RunTask {
  return async ({ resource, input }, origin) => {
    const { account, region, roleArn } = origin;
    const caller = await parts.assumeRole({
      roleArn,
      service: 'states.amazonaws.com',
      sessionName: sessionName(origin.executionArn),
      account,
      sourceArn: origin.machineArn,
    });
    if (!caller) {
      throw new TaskFailure(
        'States.Permissions',
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
      );
    }
    const task: Task = { account, region, resource, input, caller };
    if (FUNCTION.test(resource)) return invokeFunction(parts.services, task);
    const [prefix, , , service = '', action = '', more] = integration(resource);
    if (prefix !== 'states' || more !== undefined) throw unknownResource(resource);
    if (service === 'lambda' && action === 'invoke')
      return callService(parts.services, task, 'lambda', action);
    if (SERVICES.has(service)) return callService(parts.services, task, service, action);
    return callBackend(parts.backends, task, service, action);
  };
}

/** `arn:aws:states:::[aws-sdk:]SERVICE:action`: `states`, two empty parts, the service, the action. */
function integration(resource: string): string[] {
  const [, , prefix = '', region = '', account = '', ...rest] = resource.split(':');
  const [service = '', ...action] = rest[0] === 'aws-sdk' ? rest.slice(1) : rest;
  return [
    prefix,
    region,
    account,
    service === 'sfn' ? 'states' : service === 'eventbridge' ? 'events' : service,
    ...action,
  ];
}

/** At most 64 characters. */
function sessionName(executionArn: string): string {
  return (executionArn.split(':')[7] ?? '')
    .replace(/[^\w+=,.@-]/g, '_')
    .slice(0, 64)
    .padEnd(2, '_');
}
