import type { Log } from '../telemetry/log.ts';
import type { ExecutableMethod } from './compile/executable-stage.ts';
import type { Invocation } from './invocation.ts';
import type { BodyReader } from './request/body.ts';
import { GatewayError } from './responses/gateway-error.ts';
import type { Reply } from './responses/reply.ts';

/** Takes an invocation through a method's chain. Throws GatewayError, ClientGoneError, and what should not happen. */
export async function runMethod(
  { steps, integrate }: ExecutableMethod,
  invocation: Invocation,
  bodies: BodyReader,
): Promise<Reply> {
  try {
    for (const step of steps) {
      const pending = step(invocation);
      if (pending) await pending;
    }
    return await integrate(invocation);
  } finally {
    bodies.release(invocation.body);
  }
}

/** How to answer an invocation that failed; the log is told of what should not happen. */
export function gatewayErrorOf(
  error: unknown,
  invocation: { readonly requestId: string; readonly restApiId: string },
  log: Log,
): GatewayError {
  if (error instanceof GatewayError) return error;
  log.error('An invocation failed inside the gateway', {
    ...invocation,
    reason: error instanceof Error ? (error.stack ?? error.message) : 'unknown error',
  });
  return GatewayError.of('API_CONFIGURATION_ERROR', error);
}
