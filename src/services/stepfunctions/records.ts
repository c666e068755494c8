import type { CollectionDefinition } from '../../store/store.ts';
import type { HistoryEventRecord } from './engine/messages.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** Id: the machine's name. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
export interface StateMachineRecord {
  name: string;
  arn: string;
  type: MachineType;
  /** JSON text. */
  definition: string;
  roleArn: string;
  /** ms since 1970. */
  createdAt: number;
  updatedAt: number;
  /** UUID that changes with every update; absent before the first one. */
  revisionId?: string;
  loggingLevel: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  includeExecutionData: boolean;
  tracing: boolean;
  tags: { key: string; value: string }[];
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution of a STANDARD machine. Id: `machineName/executionName`. */
export interface ExecutionRecord {
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  roleArn: string;
  status: ExecutionStatus;
  /** JSON text. */
  input: string;
  output?: string;
  error?: string;
  cause?: string;
  traceHeader?: string;
  /** ms since 1970. */
  startedAt: number;
  stoppedAt?: number;
  /** Id of the {@link DefinitionRecord} that it runs. */
  definitionId: string;
}

/** Says that an execution has not ended. Id: as the execution's. */
export interface RunningRecord {
  /** ms since 1970. */
  startedAt: number;
}

/** What an execution runs, whatever becomes of the machine. Id: `machineName/SHA-256`. */
export interface DefinitionRecord {
  definition: string;
  roleArn: string;
  updatedAt: number;
  revisionId?: string;
}

/** Of an execution that has ended. Id: as the execution's. */
export interface HistoryRecord {
  events: HistoryEventRecord[];
}

export const stateMachines: CollectionDefinition<StateMachineRecord> = {
  name: 'states-machines',
  version: 1,
};
export const executions: CollectionDefinition<ExecutionRecord> = { name: 'states-executions', version: 1 };
export const definitions: CollectionDefinition<DefinitionRecord> = { name: 'states-definitions', version: 1 };
export const histories: CollectionDefinition<HistoryRecord> = { name: 'states-histories', version: 1 };
export const runningExecutions: CollectionDefinition<RunningRecord> = { name: 'states-running', version: 1 };
