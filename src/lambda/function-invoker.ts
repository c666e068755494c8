import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../protocols/service-error.ts';
import type { Scope } from '../store/store.ts';
import type { Concurrency } from './concurrency.ts';
import type { EnvironmentPool } from './environment-pool.ts';
import type { Attempt, EventQueue, QueuedEvent } from './event-queue.ts';
import { functionArn } from './function-arn.ts';
import type { FunctionRecords } from './function-records.ts';
import { resolveVersion } from './function-version.ts';
import type {
  FunctionInvoker,
  Invocation,
  InvocationResult,
  ResponseStreamInvoker,
  StreamCompletion,
  StreamedInvocation,
  StreamedResult,
} from './invoker.ts';
import type { LambdaLimits } from './limits.ts';
import type { FunctionRecord, FunctionVersion } from './records.ts';
import { ResponseStream } from './response-stream.ts';
import { eventTooLarge, functionNotFound, requestTooLarge } from './service-errors.ts';
import { traceHeader } from './trace-header.ts';

/** An invocation without a payload gets an empty event. */
const NO_PAYLOAD = Buffer.from('{}');

/** Parts of Lambda that invocations go through. */
export interface InvokerParts {
  readonly records: FunctionRecords;
  readonly concurrency: Concurrency;
  readonly pool: EnvironmentPool;
  readonly limits: LambdaLimits;
  readonly random: () => number;
  readonly clock: Clock;
}

/** Runs invocations: at once and waiting for the result, or by the event queue. */
export class QueueingInvoker implements FunctionInvoker, ResponseStreamInvoker {
  readonly #parts: InvokerParts;
  readonly #queue: () => EventQueue;

  constructor(parts: InvokerParts, queue: () => EventQueue) {
    this.#parts = parts;
    this.#queue = queue;
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const { record, configuration } = await this.#resolve(invocation);
    const size = invocation.payload.byteLength;
    const { requestPayload, eventPayload } = this.#parts.limits;
    if (invocation.type === 'Event') {
      if (size > eventPayload) throw eventTooLarge(size, eventPayload);
      return this.#enqueue(invocation, configuration);
    }
    if (size > requestPayload) throw requestTooLarge(requestPayload);
    return this.#run(invocation, record, configuration);
  }

  async invokeWithResponseStream(streamed: StreamedInvocation): Promise<StreamedResult> {
    const invocation: Invocation = { ...streamed, type: 'RequestResponse' };
    const { record, configuration } = await this.#resolve(invocation);
    const { requestPayload } = this.#parts.limits;
    if (invocation.payload.byteLength > requestPayload) throw requestTooLarge(requestPayload);
    const stream = new ResponseStream();
    // Nobody reads any more: what comes after that must not hold the function up.
    const abandon = () => stream.body.destroy();
    invocation.signal?.addEventListener('abort', abandon, { once: true });
    const completion = this.#run(invocation, record, configuration, stream)
      .then(({ functionError, payload, logResult }): StreamCompletion => {
        stream.finish(functionError ? undefined : payload);
        return { ...(functionError && { error: payload }), ...(logResult !== undefined && { logResult }) };
      })
      .finally(() => invocation.signal?.removeEventListener('abort', abandon));
    const contentType = await Promise.race([stream.begun, completion.then(() => 'application/json')]);
    return { executedVersion: configuration.version, contentType, body: stream.body, completion };
  }

  /** One attempt at a queued event. */
  async attempt(scope: Scope, event: QueuedEvent): Promise<Attempt> {
    const invocation: Invocation = {
      ...scope,
      functionName: event.functionName,
      ...(event.qualifier !== undefined && { qualifier: event.qualifier }),
      ...(event.traceId !== undefined && { traceId: event.traceId }),
      requestId: event.requestId,
      payload: Buffer.from(event.payload, 'base64'),
      type: 'Event',
    };
    try {
      const { record, configuration } = await this.#resolve(invocation);
      const result = await this.#run(invocation, record, configuration);
      return result.functionError === undefined ? 'done' : 'failed';
    } catch (error) {
      return error instanceof ServiceError && error.code === 'ResourceNotFoundException'
        ? 'gone'
        : 'deferred';
    }
  }

  async #resolve(
    invocation: Invocation,
  ): Promise<{ record: FunctionRecord; configuration: FunctionVersion }> {
    const { functionName, qualifier } = invocation;
    const record = await this.#parts.records.get(
      { account: invocation.account, region: invocation.region },
      functionName,
    );
    const configuration = record && resolveVersion(record, qualifier, this.#parts.random);
    if (!record || !configuration) throw functionNotFound(functionArn(invocation, qualifier));
    return { record, configuration };
  }

  async #enqueue(invocation: Invocation, configuration: FunctionVersion): Promise<InvocationResult> {
    const { account, region, functionName, qualifier, traceId, requestId } = invocation;
    await this.#queue().add(
      { account, region },
      {
        functionName,
        ...(qualifier !== undefined && { qualifier }),
        ...(traceId !== undefined && { traceId }),
        requestId: requestId ?? randomUUID(),
      },
      invocation.payload,
    );
    return { payload: new Uint8Array(), executedVersion: configuration.version };
  }

  async #run(
    invocation: Invocation,
    record: FunctionRecord,
    configuration: FunctionVersion,
    responseStream?: ResponseStream,
  ): Promise<InvocationResult> {
    const { account, region, qualifier } = invocation;
    const leave = await this.#parts.concurrency.enter({ account, region }, record);
    try {
      const outcome = await this.#parts.pool.run(
        { account, region, functionArn: record.arn, configuration },
        {
          requestId: invocation.requestId ?? randomUUID(),
          invokedFunctionArn: functionArn(invocation, qualifier),
          payload: invocation.payload.byteLength === 0 ? NO_PAYLOAD : invocation.payload,
          logTail: invocation.logTail === true,
          signal: invocation.signal,
          responseStream,
          clientContext: invocation.clientContext && asciiJson(invocation.clientContext),
          traceId: traceHeader(
            invocation.traceId,
            configuration.tracingMode === 'Active',
            this.#parts.clock(),
          ),
        },
      );
      return {
        payload: outcome.payload,
        executedVersion: configuration.version,
        ...(outcome.error && { functionError: 'Unhandled' as const }),
        ...(invocation.logTail && { logResult: (outcome.logTail ?? Buffer.alloc(0)).toString('base64') }),
      };
    } finally {
      leave();
    }
  }
}

/** JSON text fit for a header: other characters than ASCII are escaped, line breaks can only be between tokens. */
function asciiJson(json: string): string {
  return json
    .replace(/[\r\n\t]/g, ' ')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
