import type { ApiRequest, ApiResponse } from './http.ts';
import type { ServiceError } from './service-error.ts';
import type { OperationSchema, ServiceFacts } from './service-schema.ts';
import type { StructureShape } from './shape.ts';

/** A request whose operation is known and whose input isn't read yet. */
export interface RoutedRequest {
  readonly operation: OperationSchema;
  /**
   * Throws SerializationException.
   * @param request the routed one, decompressed
   */
  readInput(request: ApiRequest): Record<string, unknown>;
}

/** One service over one wire protocol. */
export interface ServerProtocol {
  /** The body says which operation it is, so that it must be decompressed before. */
  readonly routesByBody: boolean;
  /** Finds the operation. Throws the protocol's error for an unknown one. */
  route(request: ApiRequest): RoutedRequest;
  writeOutput(operation: OperationSchema, output: unknown, requestId: string): ApiResponse;
}

/**
 * Renders an error of a service whose shapes need not be loaded.
 * @param shape the error's, if it is modelled
 */
export type ErrorWriter = (
  facts: ServiceFacts,
  error: ServiceError,
  shape: StructureShape | undefined,
  requestId: string,
) => ApiResponse;

/** Status of an error: the model's, else the one it was thrown with. */
export function statusOf(error: ServiceError, shape: StructureShape | undefined): number {
  return shape?.error?.status ?? error.statusCode;
}

/** An error's members with its text under the name that its shape has for it (`message`, `Message`). */
export function errorMembers(error: ServiceError, shape: StructureShape): Record<string, unknown> {
  const members: Record<string, unknown> = { ...error.members };
  if (error.message === '') return members;
  for (const name of shape.members.keys()) {
    if (name.toLowerCase() === 'message') members[name] ??= error.message;
  }
  return members;
}

/**
 * A JSON body for an error without a shape: AWS's framework writes `message`, its authorization layer `Message`.
 */
export function unmodelledBody(error: ServiceError): Record<string, unknown> {
  if (error.message === '') return {};
  const name = error.code === 'AccessDeniedException' ? 'Message' : 'message';
  return { [name]: error.message };
}
