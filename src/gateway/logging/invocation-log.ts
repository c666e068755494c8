import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import type { ExecutableMethod, ExecutableStage } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import type { GatewayError } from '../responses/gateway-error.ts';
import type { Reply } from '../responses/reply.ts';
import type { AccessLog } from './access-log.ts';
import { newEndpointFacts } from './endpoint-facts.ts';
import { logRejection } from './failure-lines.ts';
import { logMethodResponse } from './method-lines.ts';

/** Everything that is logged of one invocation. */
export class InvocationLog {
  readonly #invocation: Invocation;
  readonly #access: AccessLog | undefined;
  readonly #response: ServerResponse;
  readonly #clock: Clock;

  constructor(invocation: Invocation, access: AccessLog | undefined, response: ServerResponse, clock: Clock) {
    this.#invocation = invocation;
    this.#access = access;
    this.#response = response;
    this.#clock = clock;
  }

  /** The integration answered. */
  succeeded(reply: Reply): void {
    logSuccess(this.#invocation, reply);
    this.#traceIds();
    this.#access && this.#logAccess(this.#access, reply, undefined);
  }

  /** The gateway itself answers. */
  failed(error: GatewayError, reply: Reply): void {
    logFailure(this.#invocation, error, reply);
    this.#traceIds();
    this.#access && this.#logAccess(this.#access, reply, error);
  }

  /** With these ends what a stage logs of an execution. */
  #traceIds(): void {
    const { executionLog: log, endpoint } = this.#invocation;
    if (!log) return;
    if (endpoint?.requestId) log.info(`AWS Integration Endpoint RequestId : ${endpoint.requestId}`);
    const root = /Root=([^;]+)/i.exec(traceOfRequest(this.#invocation).propagated)?.[1];
    if (root) log.info(`X-ray Tracing ID : ${root}`);
  }

  /** When the answer has been handed over, or the client has gone in the middle of it. */
  #logAccess(access: AccessLog, { status, body }: Reply, error: GatewayError | undefined): void {
    let length = 0;
    if (body instanceof Readable) {
      body.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
    } else if (!isBodiless(status, this.#invocation)) length = Buffer.byteLength(body);
    this.#response.once('close', () => {
      access.write({
        invocation: this.#invocation,
        status,
        responseLength: length,
        responseLatency: this.#clock() - this.#invocation.startedAt,
        error,
      });
    });
  }
}

/** Undefined when nothing is logged of the invocation. */
export function openInvocationLog(
  stage: ExecutableStage,
  method: ExecutableMethod | undefined,
  invocation: Invocation,
  response: ServerResponse,
  clock: Clock,
): InvocationLog | undefined {
  const { accessLog, executionLog } = stage;
  const logging = executionLog && method?.logging;
  if (!accessLog && !logging) return undefined;
  invocation.endpoint = newEndpointFacts();
  if (logging) invocation.executionLog = executionLog.open(invocation, logging);
  return new InvocationLog(invocation, accessLog, response, clock);
}

/** The last lines for an answer of the integration. */
export function logSuccess(invocation: Invocation, reply: Reply): void {
  logMethodResponse(invocation, reply);
  invocation.executionLog?.info(`Method completed with status: ${reply.status}`);
}

/** The last lines for an answer of the gateway's own. */
export function logFailure(invocation: Invocation, error: GatewayError, { status }: Reply): void {
  logRejection(invocation, error);
  invocation.executionLog?.error(`Method completed with status: ${status}`);
}

function isBodiless(status: number, { request }: Invocation): boolean {
  return status === 204 || status === 304 || request.method === 'HEAD';
}
