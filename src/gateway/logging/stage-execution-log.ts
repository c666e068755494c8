import { randomBytes } from 'node:crypto';
import type { LogGroup, LogGroups } from '../../telemetry/log-groups.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { ExecutionLog } from '../execution-log.ts';
import type { Invocation } from '../invocation.ts';
import { truncated } from './log-text.ts';
import type { MethodLogging } from './method-logging.ts';

/** The name of a stream of this process: 32 hexadecimal digits, as API Gateway has them. */
export const LOG_STREAM = randomBytes(16).toString('hex');

/** The log group `API-Gateway-Execution-Logs_{rest-api-id}/{stage_name}` of a stage. */
export class StageExecutionLog {
  readonly #group: LogGroup;
  readonly #groups: LogGroups;

  constructor({ scope, apiId, stageName }: StageFacts, groups: LogGroups) {
    this.#group = { ...scope, name: `API-Gateway-Execution-Logs_${apiId}/${stageName}` };
    this.#groups = groups;
  }

  /** The log of one execution, with the line that comes before all others. */
  open({ ids }: Invocation, { level, dataTrace }: MethodLogging): ExecutionLog {
    const write = (line: string) =>
      this.#groups.append(this.#group, LOG_STREAM, `(${ids.requestId}) ${truncated(line)}`);
    if (level === 'ERROR') return { dataTrace: false, info() {}, error: write };
    write(`Extended Request Id: ${ids.extendedRequestId}`);
    return { dataTrace, info: write, error: write };
  }
}
