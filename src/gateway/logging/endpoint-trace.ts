import type { ExecutionLog } from '../execution-log.ts';
import type { Invocation } from '../invocation.ts';
import type { EndpointFacts } from './endpoint-facts.ts';
import { bodyText, headerIn, mapText } from './log-text.ts';

/** A request to a backend, as it is sent. */
export interface TracedRequest {
  readonly uri: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined for one that streams through, of which nothing is logged. */
  readonly body: Buffer | string | undefined;
}

/**
 * Writes down what an integration asks its backend and what that answers, for execution and access logs: once per
 * request to a backend, {@link request}, {@link response} and, where the body is read, {@link responseBody}.
 */
export class EndpointTrace {
  readonly #log: ExecutionLog | undefined;
  readonly #facts: EndpointFacts | undefined;
  readonly #stage: Invocation['stage'];
  #sentAt = 0;
  #contentType: string | undefined;

  constructor({ executionLog, endpoint, stage }: Invocation) {
    this.#log = executionLog;
    this.#facts = endpoint;
    this.#stage = stage;
  }

  /** Call just before the request is sent. */
  request({ uri, headers, body }: TracedRequest): void {
    this.#sentAt = performance.now();
    const log = this.#log;
    if (!log) return;
    if (log.dataTrace) {
      log.info(`Endpoint request URI: ${uri}`);
      log.info(`Endpoint request headers: ${mapText(headers)}`);
      if (body !== undefined) {
        const text = bodyText(body, headerIn(headers, 'content-type'), this.#stage);
        log.info(`Endpoint request body after transformations: ${text}`);
      }
    }
    log.info(`Sending request to ${uri}`);
  }

  /** Call when the answer's headers have come. @param headers names and values in turn */
  response(status: number, headers: readonly string[]): void {
    const latency = Math.round(performance.now() - this.#sentAt);
    if (this.#facts) {
      this.#facts.status = status;
      this.#facts.integrationStatus = status;
      this.#facts.latency = latency;
      this.#facts.requestId = headerIn(headers, 'x-amzn-requestid') ?? headerIn(headers, 'x-amz-request-id');
    }
    const log = this.#log;
    if (!log) return;
    log.info(`Received response. Status: ${status}, Integration latency: ${latency} ms`);
    if (log.dataTrace) log.info(`Endpoint response headers: ${mapText(headers)}`);
    this.#contentType = headerIn(headers, 'content-type');
  }

  /** Call when the answer's body has been read. */
  responseBody(body: Buffer): void {
    if (!this.#log?.dataTrace) return;
    const text = bodyText(body, this.#contentType, this.#stage);
    this.#log.info(`Endpoint response body before transformations: ${text}`);
  }
}

/** Undefined when nothing is logged of the invocation, so that it costs nothing: `traceEndpoint(invocation)?.request(...)`. */
export function traceEndpoint(invocation: Invocation): EndpointTrace | undefined {
  return invocation.executionLog || invocation.endpoint ? new EndpointTrace(invocation) : undefined;
}

/**
 * Says in execution and access logs why an integration failed, in AWS's words: `Execution failed due to configuration
 * error: ...`, `Execution failed due to a timeout error`.
 */
export function noteFailure({ executionLog, endpoint }: Invocation, line: string): void {
  executionLog?.error(line);
  if (endpoint) endpoint.error = line;
}

/** As recorded of integrations that take longer than their timeout. */
export const TIMEOUT_LINE = 'Execution failed due to a timeout error';
