import type { Scope } from '../../../store/store.ts';
import { isJsonObject, type Json, type JsonObject } from '../definition/json.ts';
import type { StateMachineRecord } from '../records.ts';

/** "Maximum execution time: 5 minutes" of Express Workflows, and "1 year" of Standard ones; ms. */
const EXPRESS_TIME = 5 * 60_000;
const STANDARD_TIME = 365 * 24 * 3_600_000;

/** What starts an execution. */
export interface ExecutionRequest {
  readonly machine: StateMachineRecord;
  readonly scope: Scope;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly traceHeader?: string;
}

/**
 * The context object, but for what changes from state to state.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextOf(
  { machine, name, input }: ExecutionRequest,
  arn: string,
  startedAt: number,
): JsonObject {
  const execution = {
    Id: arn,
    Input: parsed(input),
    Name: name,
    RoleArn: machine.roleArn,
    StartTime: new Date(startedAt).toISOString(),
  };
  // Paths are made to read `Run`: see flat-machine.ts.
  return { Execution: execution, Run: execution, StateMachine: { Id: machine.arn, Name: machine.name } };
}

/** How long an execution may take, in ms: as the definition's `TimeoutSeconds` and the machine's type say. */
export function timeoutOf({ definition, type }: StateMachineRecord): number {
  const read = parsed(definition);
  const seconds = isJsonObject(read) ? read.TimeoutSeconds : undefined;
  const longest = type === 'EXPRESS' ? EXPRESS_TIME : STANDARD_TIME;
  return typeof seconds === 'number' ? Math.min(seconds * 1000, longest) : longest;
}

function parsed(json: string): Json {
  return JSON.parse(json);
}
