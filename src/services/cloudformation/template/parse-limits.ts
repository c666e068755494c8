import type { ServiceError } from '../../../protocols/service-error.ts';
import { validationError } from './validation-error.ts';

/** Bytes of a template given in the request. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAXIMUM_BODY_BYTES = 51_200;

/** How deep maps and lists may be nested: what walks a template recursively is safe up to here. */
const MAXIMUM_DEPTH = 100;

export function tooDeep(depth: number): boolean {
  return depth > MAXIMUM_DEPTH;
}

/** @param path where the null is, `/Outputs/MyOutput/Value` */
export function nullError(path: string): ServiceError {
  return validationError(`[${path}] 'null' values are not allowed in templates`);
}
