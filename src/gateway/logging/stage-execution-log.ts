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

  /** The log of one execution, with the lines that come before all others. */
  open({ ids, stage, httpMethod, method }: Invocation, { level, dataTrace }: MethodLogging): ExecutionLog {
    const write = (line: string) =>
      this.#groups.append(this.#group, LOG_STREAM, `(${ids.requestId}) ${truncated(line)}`);
    if (level === 'ERROR') return { dataTrace: false, info() {}, error: write };
    write(`Extended Request Id: ${ids.extendedRequestId}`);
    const place = `API Stage: ${stage.apiId}/${stage.stageName}`;
    write(`Verifying Usage Plan for request: ${ids.requestId}. API Key:  ${place}`);
    write(
      `API Key  authorized because method '${httpMethod} ${method.resourcePath}' does not require API Key. ` +
        'Request will not contribute to throttle or quota limits',
    );
    write(`Usage Plan check succeeded for API Key  and ${place}`);
    return { dataTrace, info: write, error: write };
  }
}
