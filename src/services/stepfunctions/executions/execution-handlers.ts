import { randomUUID } from 'node:crypto';
import type { CallContext } from '../../../protocols/service.ts';
import { executionArn, readExecutionArn, readMachineArn, requireName } from '../arns.ts';
import { depthOf } from '../definition/json.ts';
import { MAXIMUM_DATA } from '../engine/data-limit.ts';
import {
  executionDoesNotExist,
  invalidExecutionInput,
  notOffered,
  stateMachineDoesNotExist,
  stateMachineTypeNotSupported,
  throttled,
} from '../errors.ts';
import type { StepFunctionsHandlers, StepFunctionsParts } from '../operations.ts';
import { pageOf } from '../pages.ts';
import { definitions, type ExecutionRecord, executions as records, stateMachines } from '../records.ts';
import { observationView } from '../state-machine-settings.ts';
import type { ExecutionRequest } from './execution-request.ts';
import { historyEvent } from './history.ts';

/** Deeper input is refused, because not everything that reads it can go so deep. */
const MAXIMUM_DEPTH = 500;
const INCLUDED = { included: true };

type Names =
  | 'StartExecution'
  | 'StartSyncExecution'
  | 'StopExecution'
  | 'DescribeExecution'
  | 'ListExecutions'
  | 'GetExecutionHistory'
  | 'DescribeStateMachineForExecution';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html and its neighbours. */
export function executionHandlers({
  store,
  clock,
  executions,
}: StepFunctionsParts): StepFunctionsHandlers<Names> {
  const machines = store.collection(stateMachines);

  const requestOf = async (input: {
    stateMachineArn?: string | undefined;
    name?: string | undefined;
    input?: string | undefined;
    traceHeader?: string | undefined;
  }): Promise<ExecutionRequest> => {
    const address = readMachineArn(input.stateMachineArn);
    if (input.name !== undefined) requireName(input.name);
    requireInput(input.input ?? '{}');
    const { account, region, machineName } = address;
    const stored = await machines.get(address, machineName);
    if (!stored) throw stateMachineDoesNotExist(input.stateMachineArn ?? '');
    return {
      machine: stored.value,
      scope: { account, region },
      name: input.name ?? randomUUID(),
      input: input.input ?? '{}',
      ...(input.traceHeader !== undefined && { traceHeader: input.traceHeader }),
    };
  };

  const requireExecution = async (arn: string | undefined): Promise<ExecutionRecord> => {
    const found = await executions.get(readExecutionArn(arn));
    if (!found) throw executionDoesNotExist(arn ?? '');
    return found;
  };

  return {
    async StartExecution(input) {
      const request = await requestOf(input);
      const express = request.machine.type === 'EXPRESS';
      const { arn, startedAt } = express
        ? executions.startExpress(request)
        : await executions.startStandard(request);
      return { executionArn: arn, startDate: new Date(startedAt) };
    },

    async StartSyncExecution(input, _context: CallContext) {
      const request = await requestOf(input);
      if (request.machine.type !== 'EXPRESS') throw stateMachineTypeNotSupported();
      if (!executions.hasRoom) throw throttled();
      const { arn, startedAt, ended } = executions.startExpress(request);
      const { status, output, error, cause } = await ended;
      const stoppedAt = clock();
      const withData = input.includedData !== 'METADATA_ONLY';
      return {
        executionArn: arn,
        stateMachineArn: request.machine.arn,
        name: request.name,
        startDate: new Date(startedAt),
        stopDate: new Date(stoppedAt),
        // Nobody stops it but the end of the gateway, which is a failure.
        status: status === 'ABORTED' ? 'FAILED' : status,
        ...(withData && { input: request.input, ...(output !== undefined && { output }) }),
        inputDetails: { included: withData },
        ...(output !== undefined && { outputDetails: { included: withData } }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
        ...(request.traceHeader !== undefined && { traceHeader: request.traceHeader }),
        billingDetails: {
          // "Duration is rounded up to the nearest 100 ms, memory to the nearest 64 MB."
          billedDurationInMilliseconds: Math.max(100, Math.ceil((stoppedAt - startedAt) / 100) * 100),
          billedMemoryUsedInMB: 64,
        },
      };
    },

    async StopExecution(input) {
      const stopped = await executions.stop(readExecutionArn(input.executionArn), input);
      if (!stopped) throw executionDoesNotExist(input.executionArn ?? '');
      return { stopDate: new Date(stopped.stoppedAt ?? clock()) };
    },

    async DescribeExecution(input) {
      const execution = await requireExecution(input.executionArn);
      const { output, error, cause, traceHeader, stoppedAt } = execution;
      const withData = input.includedData !== 'METADATA_ONLY';
      return {
        ...listed(execution),
        ...(withData && { input: execution.input, ...(output !== undefined && { output }) }),
        inputDetails: withData ? INCLUDED : { included: false },
        ...(output !== undefined && { outputDetails: withData ? INCLUDED : { included: false } }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
        ...(traceHeader !== undefined && { traceHeader }),
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason:
          stoppedAt === undefined
            ? 'Execution is RUNNING and cannot be redriven'
            : `Execution is ${execution.status} and cannot be redriven`,
      };
    },

    async ListExecutions(input) {
      if (input.mapRunArn !== undefined) throw notOffered('Distributed Map');
      const address = readMachineArn(input.stateMachineArn);
      const machine = await machines.get(address, address.machineName);
      if (!machine) throw stateMachineDoesNotExist(input.stateMachineArn ?? '');
      if (machine.value.type === 'EXPRESS') throw stateMachineTypeNotSupported();
      const all = await store.collection(records).list(address, { prefix: `${address.machineName}/` });
      const wanted = all
        .map(({ value }) => value)
        .filter(({ status }) => input.statusFilter === undefined || status === input.statusFilter)
        .filter(() => input.redriveFilter !== 'REDRIVEN')
        // "Results are sorted by time, with the most recent execution first."
        .sort((one, other) => other.startedAt - one.startedAt);
      const { page, nextToken } = pageOf(wanted, input, ({ name }) => name);
      return { executions: page.map(listed), ...(nextToken !== undefined && { nextToken }) };
    },

    async GetExecutionHistory(input) {
      const address = readExecutionArn(input.executionArn);
      const events = await executions.history(address);
      if (!events) throw executionDoesNotExist(executionArn(address));
      const ordered = input.reverseOrder ? [...events].reverse() : events;
      const { page, nextToken } = pageOf(ordered, input, ({ id }) => String(id));
      return {
        events: page.map((event) => historyEvent(event, input.includeExecutionData !== false)),
        ...(nextToken !== undefined && { nextToken }),
      };
    },

    async DescribeStateMachineForExecution(input) {
      const execution = await requireExecution(input.executionArn);
      const address = readExecutionArn(input.executionArn);
      const ran = await store.collection(definitions).get(address, execution.definitionId);
      const machine = await machines.get(address, address.machineName);
      if (!ran || !machine) throw executionDoesNotExist(input.executionArn ?? '');
      const { definition, roleArn, updatedAt, revisionId } = ran.value;
      return {
        stateMachineArn: execution.machineArn,
        name: execution.machineName,
        definition,
        roleArn,
        updateDate: new Date(updatedAt),
        ...observationView(machine.value),
        ...(revisionId !== undefined && { revisionId }),
      };
    },
  };
}

function listed({ arn, machineArn, name, status, startedAt, stoppedAt }: ExecutionRecord) {
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
    redriveCount: 0,
  };
}

/** Throws InvalidExecutionInput. */
function requireInput(input: string): void {
  if (Buffer.byteLength(input) > MAXIMUM_DATA) {
    throw invalidExecutionInput(`input is larger than the maximum of ${MAXIMUM_DATA} bytes`);
  }
  if (depthOf(input) > MAXIMUM_DEPTH) throw invalidExecutionInput('input is nested too deeply');
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidExecutionInput(error instanceof Error ? error.message : String(error));
  }
}
