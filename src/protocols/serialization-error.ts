import { ServiceError } from './service-error.ts';

/** How deep structured input may nest; the service models of AWS stay far below. */
export const MAXIMUM_DEPTH = 100;

/**
 * The request can't be read as the operation's input: SerializationException, 400, as AWS's framework answers before
 * the service sees the request. (awsQuery services say MalformedInput instead.)
 */
export function serializationError(message = ''): ServiceError {
  return new ServiceError('SerializationException', 400, message);
}
