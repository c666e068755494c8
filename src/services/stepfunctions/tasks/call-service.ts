import { isRecord } from '../../../protocols/safe-record.ts';
import type { ServiceCaller } from '../../../protocols/service.ts';
import { isJsonObject, type Json, type JsonObject, member } from '../definition/json.ts';
import { TaskFailure } from '../engine/workers.ts';
import { functionResult } from './invoke-function.ts';
import { serviceFailure } from './service-failure.ts';
import { type Task, unknownResource } from './task.ts';

/** How each service is named in errors. */
const NAMES: Readonly<Record<string, readonly [prefix: string, displayName: string]>> = {
  lambda: ['Lambda', 'AWSLambda'],
  events: ['EventBridge', 'AmazonCloudWatchEvents'],
  states: ['StepFunctions', 'AWSStepFunctions'],
};

/** Members that take JSON text and may be given as JSON. */
const TEXTS: ReadonlySet<string> = new Set(['Input', 'Detail', 'Definition']);

/**
 * An integration with a service of this process. Parameters and results are in the members of the service's API, in
 * Pascal case. Throws TaskFailure.
 */
export async function callService(
  services: ServiceCaller,
  task: Task,
  service: string,
  action: string,
): Promise<string> {
  if (!/^[a-z][A-Za-z]+$/.test(action)) throw unknownResource(task.resource);
  const { account, region, caller } = task;
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const parsed: Json = JSON.parse(task.input);
  const given = isJsonObject(parsed) ? parsed : {};
  const [prefix, displayName] = Object.hasOwn(NAMES, service)
    ? (NAMES[service] ?? ['', ''])
    : [service.charAt(0).toUpperCase() + service.slice(1), service];
  try {
    const input = service === 'lambda' ? functionInput(given) : inputOf(given, service === 'states');
    const output = await services.call(service, operation, input, { caller, account, region });
    if (service === 'lambda' && operation === 'Invoke') return invocationResult(output);
    requireEntries(output);
    return JSON.stringify(pascal(output));
  } catch (error) {
    throw serviceFailure(prefix, displayName, error);
  }
}

/** Lambda's event is JSON here, where the API takes bytes. */
function functionInput(given: JsonObject): Record<string, unknown> {
  const payload = member(given, 'Payload');
  return { ...given, ...(payload !== undefined && { Payload: Buffer.from(JSON.stringify(payload)) }) };
}

function invocationResult(output: unknown): string {
  const answer = isRecord(output) ? output : {};
  const payload = answer.StatusCode === 202 ? 'null' : functionResult(output);
  const { ExecutedVersion, StatusCode, LogResult } = answer;
  return JSON.stringify({
    ExecutedVersion,
    ...(LogResult !== undefined && { LogResult }),
    Payload: JSON.parse(payload),
    SdkHttpMetadata: { HttpStatusCode: StatusCode },
    StatusCode,
  });
}

/** "If PutEvents fails for an entry, the task fails with EventBridge.FailedEntry." */
function requireEntries(output: unknown): void {
  if (isRecord(output) && typeof output.FailedEntryCount === 'number' && output.FailedEntryCount > 0) {
    throw new TaskFailure('EventBridge.FailedEntry', JSON.stringify(pascal(output)));
  }
}

/** @param camel whether the service's members begin with lower case */
function inputOf(value: Json, camel: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => inputOf(one, camel));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      camel ? name.charAt(0).toLowerCase() + name.slice(1) : name,
      TEXTS.has(name) && typeof one !== 'string' ? JSON.stringify(one) : inputOf(one, camel),
    ]),
  );
}

function pascal(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(pascal);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.charAt(0).toUpperCase() + name.slice(1), pascal(one)]),
  );
}
