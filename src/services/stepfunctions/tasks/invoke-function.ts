import { isRecord } from '../../../protocols/safe-record.ts';
import type { ServiceCaller } from '../../../protocols/service.ts';
import { TaskFailure } from '../engine/workers.ts';
import { serviceFailure } from './service-failure.ts';
import type { Task } from './task.ts';

/** A function by its ARN: the task's input is the event, what the function answers the output. Throws TaskFailure. */
export async function invokeFunction(services: ServiceCaller, task: Task): Promise<string> {
  const { resource, input, account, region, caller } = task;
  const call = { FunctionName: resource, Payload: Buffer.from(input) };
  try {
    const output = await services.call('lambda', 'Invoke', call, { caller, account, region });
    return functionResult(output);
  } catch (error) {
    throw serviceFailure('Lambda', 'AWSLambda', error);
  }
}

/** The payload of Invoke's answer, JSON text. Throws TaskFailure for a function's own error. */
export function functionResult(output: unknown): string {
  const answer = isRecord(output) ? output : {};
  const { Payload: payload } = answer;
  const text = payload instanceof Uint8Array ? Buffer.from(payload).toString() : '';
  if (answer.FunctionError === undefined) return text === '' ? 'null' : text;
  throw new TaskFailure(errorType(text), text);
}

/** Functions name their errors in `errorType`; what has none fails as Lambda's own. */
function errorType(payload: string): string {
  try {
    const parsed: unknown = JSON.parse(payload);
    if (isRecord(parsed) && typeof parsed.errorType === 'string' && parsed.errorType !== '')
      return parsed.errorType;
  } catch {
    // A runtime may answer anything.
  }
  return 'Lambda.Unknown';
}
